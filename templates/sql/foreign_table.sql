{% import "foreign_data_wrapper" as fdw %}
{% import "table" as table %}

{% macro create(s) %}
CREATE FOREIGN TABLE {{ s.id.sql|sql }}{% if s.new.partition_of is defined %} PARTITION OF {{ s.new.partition_of|sql }}{% endif %}{{ table.items(s) }}{% if s.new.partition_of is defined %} {{ s.new.bound|sql }}{% endif %}{% if s.new.inherits is defined %}

INHERITS ({% for parent in s.new.inherits %}{{ parent|sql }}{% if not loop.last %}, {% endif %}{% endfor %}){% endif %}

SERVER {{ s.new.server|ident }}{% if s.new.options is defined %} OPTIONS ({{ fdw.options(s.new.options) }}){% endif %}
{%- endmacro %}

{% macro options(s) %}ALTER FOREIGN TABLE {{ s.id.sql|sql }} OPTIONS ({{ fdw.changes(s.args.options) }}){%- endmacro %}
