{% macro create(s) %}
CREATE CAST {{ s.id.sql|sql }} {% if s.new.function is defined %}WITH FUNCTION {{ s.new.function|sql }}{% elif s.new.inout is defined %}WITH INOUT{% else %}WITHOUT FUNCTION{% endif %}{% if s.new.as is defined %} AS {{ s.new.as|keyword }}{% endif %}
{%- endmacro %}
