{% import "foreign_data_wrapper" as fdw %}

{% macro create(s) %}
CREATE SERVER {{ s.id.name|ident }}{% if s.new.type is defined %} TYPE {{ s.new.type|literal }}{% endif %}{% if s.new.version is defined %} VERSION {{ s.new.version|literal }}{% endif %} FOREIGN DATA WRAPPER {{ s.new.wrapper|ident }}{% if s.new.options is defined %} OPTIONS ({{ fdw.options(s.new.options) }}){% endif %}
{%- endmacro %}

{% macro alter(s) %}
ALTER SERVER {{ s.id.name|ident }}{% if s.args.version %} VERSION {% if s.new.version is defined %}{{ s.new.version|literal }}{% else %}NULL{% endif %}{% endif %}{% if s.args.options %} OPTIONS ({{ fdw.changes(s.args.options) }}){% endif %}
{%- endmacro %}
