{% macro create(s) %}
CREATE MATERIALIZED VIEW {{ s.id.sql|sql }}{% if s.new.access_method is defined %} USING {{ s.new.access_method|ident }}{% endif %}{% if s.new.with is defined %} WITH ({{ s.new.with|options }}){% endif %}{% if s.new.tablespace is defined %} TABLESPACE {{ s.new.tablespace|ident }}{% endif %} AS
{{ s.new.query|query }}{% if s.new.no_data is defined %}

WITH NO DATA{% endif %}
{%- endmacro %}

{% macro access_method(s) %}ALTER MATERIALIZED VIEW {{ s.id.sql|sql }} SET ACCESS METHOD {{ s.new.access_method|default("heap")|ident }}{%- endmacro %}

{% macro tablespace(s) %}ALTER MATERIALIZED VIEW {{ s.id.sql|sql }} SET TABLESPACE {{ s.new.tablespace|default("pg_default")|ident }}{%- endmacro %}

{% macro set_options(s) %}
ALTER MATERIALIZED VIEW {{ s.id.sql|sql }} {% if s.args.set %}SET ({{ s.args.set|options }}){% endif %}{% if s.args.reset %}{% if s.args.set %}, {% endif %}RESET ({% for name in s.args.reset %}{{ name|dotted }}{% if not loop.last %}, {% endif %}{% endfor %}){% endif %}
{%- endmacro %}
