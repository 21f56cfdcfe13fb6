{% macro options(o) %}
{% for name, value in o|items %}{{ name|ident }} {{ value|secret }}{% if not loop.last %}, {% endif %}{% endfor %}
{%- endmacro %}

{% macro changes(list) %}
{% for word, name, value in list %}{{ word|keyword }} {{ name|ident }}{% if value is not none %} {{ value|secret }}{% endif %}{% if not loop.last %}, {% endif %}{% endfor %}
{%- endmacro %}

{% macro create(s) %}
CREATE FOREIGN DATA WRAPPER {{ s.id.name|ident }}{% if s.new.handler is defined %} HANDLER {{ s.new.handler|sql }}{% endif %}{% if s.new.validator is defined %} VALIDATOR {{ s.new.validator|sql }}{% endif %}{% if s.new.options is defined %} OPTIONS ({{ options(s.new.options) }}){% endif %}
{%- endmacro %}

{% macro alter(s) %}
ALTER FOREIGN DATA WRAPPER {{ s.id.name|ident }}{% if s.args.handler %}{% if s.new.handler is defined %} HANDLER {{ s.new.handler|sql }}{% else %} NO HANDLER{% endif %}{% endif %}{% if s.args.validator %}{% if s.new.validator is defined %} VALIDATOR {{ s.new.validator|sql }}{% else %} NO VALIDATOR{% endif %}{% endif %}{% if s.args.options %} OPTIONS ({{ changes(s.args.options) }}){% endif %}
{%- endmacro %}
