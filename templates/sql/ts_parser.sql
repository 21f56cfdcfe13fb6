{% macro create(s) %}
{% set p = s.new %}
CREATE TEXT SEARCH PARSER {{ s.id.sql|sql }} (START = {{ p.start|sql }}, GETTOKEN = {{ p.gettoken|sql }}, END = {{ p.end|sql }}, LEXTYPES = {{ p.lextypes|sql }}{% if p.headline is defined %}, HEADLINE = {{ p.headline|sql }}{% endif %})
{%- endmacro %}
