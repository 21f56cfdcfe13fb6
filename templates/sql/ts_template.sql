{% macro create(s) %}
CREATE TEXT SEARCH TEMPLATE {{ s.id.sql|sql }} ({% if s.new.init is defined %}INIT = {{ s.new.init|sql }}, {% endif %}LEXIZE = {{ s.new.lexize|sql }})
{%- endmacro %}
