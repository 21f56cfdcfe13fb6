{% macro create(s) %}CREATE {{ definition(s) }}{%- endmacro %}

{% macro replace(s) %}CREATE OR REPLACE {{ definition(s) }}{%- endmacro %}

{% macro definition(s) %}
{% set l = s.new %}
{% if l.trusted is defined %}TRUSTED {% endif %}LANGUAGE {{ s.id.sql|sql }} HANDLER {{ l.handler|sql }}{% if l.inline is defined %} INLINE {{ l.inline|sql }}{% endif %}{% if l.validator is defined %} VALIDATOR {{ l.validator|sql }}{% endif %}
{%- endmacro %}
