{% macro create(s) %}
CREATE {% if s.new.default is defined %}DEFAULT {% endif %}CONVERSION {{ s.id.sql|sql }} FOR {{ s.new.for|literal }} TO {{ s.new.to|literal }} FROM {{ s.new.function|sql }}
{%- endmacro %}
