{% import "column" as column %}
{% import "constraint" as constraint %}

{% macro create(s) %}
CREATE {% if s.new.unlogged is defined %}UNLOGGED {% endif %}TABLE {{ s.id.sql|sql }}{% if s.new.partition_of is defined %} PARTITION OF {{ s.new.partition_of|sql }}{% endif %}{% if s.new.of is defined %} OF {{ s.new.of|sql }}{% endif %}{{ items(s) }}{% if s.new.partition_of is defined %} {{ s.new.bound|sql }}{% endif %}{% if s.new.inherits is defined %}

INHERITS ({% for parent in s.new.inherits %}{{ parent|sql }}{% if not loop.last %}, {% endif %}{% endfor %}){% endif %}{% if s.new.partition_by is defined %}

PARTITION BY {{ s.new.partition_by|sql }}{% endif %}{% if s.new.access_method is defined %}

USING {{ s.new.access_method|ident }}{% endif %}{% if s.new.with is defined %}

WITH ({{ s.new.with|options }}){% endif %}{% if s.new.tablespace is defined %}

TABLESPACE {{ s.new.tablespace|ident }}{% endif %}
{%- endmacro %}

{% macro item(child, typed) %}
{% if child.kind == "column" %}{% if typed %}{{ column.typed(child.id, child.body) }}{% else %}{{ column.definition(child.id, child.body) }}{% endif %}{% else %}CONSTRAINT {{ child.id.name|ident }} {{ constraint.definition(child.body) }}{% endif %}
{%- endmacro %}

{% macro items(s) %}
{% if s.children %} (
{% for child in s.children %}
    {{ item(child, s.new.of is defined) }}{% if not loop.last %},{% endif %}

{% endfor %}
){% elif s.new.partition_of is not defined and s.new.of is not defined %} (){% endif %}
{%- endmacro %}

{% macro detach(s) %}ALTER TABLE {{ s.args.parent|sql }} DETACH PARTITION {{ s.id.sql|sql }}{%- endmacro %}

{% macro attach(s) %}ALTER TABLE {{ s.new.partition_of|sql }} ATTACH PARTITION {{ s.id.sql|sql }} {{ s.new.bound|sql }}{%- endmacro %}

{% macro inherit(s) %}ALTER TABLE {{ s.id.sql|sql }} INHERIT {{ s.args.parent|sql }}{%- endmacro %}

{% macro no_inherit(s) %}ALTER TABLE {{ s.id.sql|sql }} NO INHERIT {{ s.args.parent|sql }}{%- endmacro %}

{% macro of(s) %}ALTER TABLE {{ s.id.sql|sql }} {% if s.new.of is defined %}OF {{ s.new.of|sql }}{% else %}NOT OF{% endif %}{%- endmacro %}

{% macro logged(s) %}ALTER TABLE {{ s.id.sql|sql }} SET {% if s.new.unlogged is defined %}UNLOGGED{% else %}LOGGED{% endif %}{%- endmacro %}

{% macro row_level_security(s) %}
ALTER TABLE {{ s.id.sql|sql }}{% if s.args.enable %} {% if s.new.row_level_security is defined %}ENABLE{% else %}DISABLE{% endif %} ROW LEVEL SECURITY{% endif %}{% if s.args.force %}{% if s.args.enable %},{% endif %} {% if s.new.force_row_level_security is defined %}FORCE{% else %}NO FORCE{% endif %} ROW LEVEL SECURITY{% endif %}
{%- endmacro %}

{% macro no_force(s) %}ALTER TABLE {{ s.id.sql|sql }} NO FORCE ROW LEVEL SECURITY{%- endmacro %}

{% macro replica_identity(s) %}ALTER TABLE {{ s.id.sql|sql }} REPLICA IDENTITY {{ s.args.to|keyword }}{%- endmacro %}

{% macro access_method(s) %}ALTER TABLE {{ s.id.sql|sql }} SET ACCESS METHOD {{ s.new.access_method|default("heap")|ident }}{%- endmacro %}

{% macro tablespace(s) %}ALTER TABLE {{ s.id.sql|sql }} SET TABLESPACE {{ s.new.tablespace|default("pg_default")|ident }}{%- endmacro %}

{% macro set_options(s) %}
ALTER TABLE {{ s.id.sql|sql }} {% if s.args.set %}SET ({{ s.args.set|options }}){% endif %}{% if s.args.reset %}{% if s.args.set %}, {% endif %}RESET ({% for name in s.args.reset %}{{ name|dotted }}{% if not loop.last %}, {% endif %}{% endfor %}){% endif %}
{%- endmacro %}
