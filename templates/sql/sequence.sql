{% macro options(o) %}
{% if o.type is defined %} AS {{ o.type|sql }}{% endif %}{% if o.increment is defined %} INCREMENT BY {{ o.increment }}{% endif %}{% if o.min is defined %} MINVALUE {{ o.min }}{% endif %}{% if o.max is defined %} MAXVALUE {{ o.max }}{% endif %}{% if o.start is defined %} START WITH {{ o.start }}{% endif %}{% if o.cache is defined %} CACHE {{ o.cache }}{% endif %}{% if o.cycle is defined %} CYCLE{% endif %}
{%- endmacro %}

{% macro create(s) %}CREATE {% if s.new.unlogged is defined %}UNLOGGED {% endif %}SEQUENCE {{ s.id.sql|sql }}{{ options(s.new) }}{%- endmacro %}

{% macro alter(s) %}
{% set o = s.new %}
ALTER SEQUENCE {{ s.id.sql|sql }}{% if s.args.type %} AS {{ o.type|default("bigint")|sql }}{% endif %}{% if s.args.increment %} INCREMENT BY {{ o.increment|default(1) }}{% endif %}{% if s.args.min or (s.args.type and o.min is not defined) %} {% if o.min is defined %}MINVALUE {{ o.min }}{% else %}NO MINVALUE{% endif %}{% endif %}{% if s.args.max or (s.args.type and o.max is not defined) %} {% if o.max is defined %}MAXVALUE {{ o.max }}{% else %}NO MAXVALUE{% endif %}{% endif %}{% if s.args.start is not none %} START WITH {{ s.args.start }}{% endif %}{% if s.args.cache %} CACHE {{ o.cache|default(1) }}{% endif %}{% if s.args.cycle %} {% if o.cycle is defined %}CYCLE{% else %}NO CYCLE{% endif %}{% endif %}{% if s.args.restart %} RESTART{% endif %}
{%- endmacro %}

{% macro owned_by(s) %}ALTER SEQUENCE {{ s.id.sql|sql }} OWNED BY {{ s.new.owned_by.table|sql }}.{{ s.new.owned_by.column|ident }}{%- endmacro %}

{% macro owned_by_none(s) %}ALTER SEQUENCE {{ s.id.sql|sql }} OWNED BY NONE{%- endmacro %}

{% macro logged(s) %}ALTER SEQUENCE {{ s.id.sql|sql }} SET {% if s.new.unlogged is defined %}UNLOGGED{% else %}LOGGED{% endif %}{%- endmacro %}

{% macro sync(s) %}
{% set o = s.new.owned_by %}
SELECT pg_catalog.setval({{ s.id.sql|literal }}, max({{ o.column|ident }})) FROM {{ o.table|sql }} HAVING max({{ o.column|ident }}) > 0
{%- endmacro %}

{# Where nothing was taken from it yet, it stands at its old start. #}
{% macro rewind(s) %}
SELECT pg_catalog.setval({{ s.args.sequence|literal }}, {{ s.args.to }}, false) FROM {{ s.args.sequence|sql }} WHERE NOT is_called AND last_value = {{ s.args.from }}
{%- endmacro %}
