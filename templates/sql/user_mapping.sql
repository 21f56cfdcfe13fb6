{% import "foreign_data_wrapper" as fdw %}

{% macro subject(s) %}USER MAPPING FOR {{ s.id.name|role }} SERVER {{ s.id.parent_name|ident }}{%- endmacro %}

{% macro create(s) %}CREATE {{ subject(s) }}{% if s.new.options is defined %} OPTIONS ({{ fdw.options(s.new.options) }}){% endif %}{%- endmacro %}

{% macro alter(s) %}ALTER {{ subject(s) }} OPTIONS ({{ fdw.changes(s.args.options) }}){%- endmacro %}

{% macro drop(s) %}DROP {{ subject(s) }}{%- endmacro %}
