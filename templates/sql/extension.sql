{% macro create(s) %}
CREATE EXTENSION {{ s.id.name|ident }}{% if s.new.schema is defined %} WITH SCHEMA {{ s.new.schema|ident }}{% else %} WITH SCHEMA public{% endif %}
{%- endmacro %}

{% macro set_schema(s) %}ALTER EXTENSION {{ s.id.name|ident }} SET SCHEMA {{ s.new.schema|default("public")|ident }}{%- endmacro %}
