{% macro create(s) %}CREATE SCHEMA {{ s.id.sql|sql }}{%- endmacro %}
