{% macro create(s) %}
{% set c = s.new %}
{% set list %}
{% if c.provider is defined %}PROVIDER = {{ c.provider|word }}, {% endif %}{% if c.locale is defined %}LOCALE = {{ c.locale|literal }}, {% endif %}{% if c.lc_collate is defined %}LC_COLLATE = {{ c.lc_collate|literal }}, {% endif %}{% if c.lc_ctype is defined %}LC_CTYPE = {{ c.lc_ctype|literal }}, {% endif %}{% if c.deterministic is defined %}DETERMINISTIC = FALSE, {% endif %}{% if c.rules is defined %}RULES = {{ c.rules|literal }}, {% endif %}
{% endset %}
CREATE COLLATION {{ s.id.sql|sql }} ({{ list|trimmed }})
{%- endmacro %}
