{% macro objects(p, names_only) %}
{% if p.tables is defined %}TABLE {% for t in p.tables %}ONLY {% if t is string %}{{ t|sql }}{% else %}{{ t.table|sql }}{% if not names_only %}{% if t.columns is defined %} ({{ t.columns|idents }}){% endif %}{% if t.where is defined %} WHERE ({{ t.where|sql }}){% endif %}{% endif %}{% endif %}{% if not loop.last %}, {% endif %}{% endfor %}{% endif %}{% if p.schemas is defined %}{% if p.tables is defined %}, {% endif %}TABLES IN SCHEMA {{ p.schemas|idents }}{% endif %}
{%- endmacro %}

{% macro operations(p) %}{% if p.publish is defined %}{{ p.publish|join(", ")|literal }}{% else %}{{ "insert, update, delete, truncate"|literal }}{% endif %}{%- endmacro %}

{% macro create(s) %}
{% set p = s.new %}
{% set options %}{% if p.publish is defined %}publish = {{ operations(p) }}, {% endif %}{% if p.publish_via_partition_root is defined %}publish_via_partition_root = true, {% endif %}{% if p.publish_generated_columns is defined %}publish_generated_columns = {{ p.publish_generated_columns|ident }}, {% endif %}{% endset %}
CREATE PUBLICATION {{ s.id.name|ident }}{% if p.all_tables is defined %} FOR ALL TABLES{% elif p.tables is defined or p.schemas is defined %} FOR {{ objects(p, false) }}{% endif %}{% if options %} WITH ({{ options|trimmed }}){% endif %}
{%- endmacro %}

{% macro set_tables(s) %}ALTER PUBLICATION {{ s.id.name|ident }} SET {{ objects(s.new, false) }}{%- endmacro %}

{% macro drop_tables(s) %}ALTER PUBLICATION {{ s.id.name|ident }} DROP {{ objects(s.old, true) }}{%- endmacro %}

{% macro set_options(s) %}
{% set p = s.new %}
{% set options %}{% if s.args.publish %}publish = {{ operations(p) }}, {% endif %}{% if s.args.root %}publish_via_partition_root = {% if p.publish_via_partition_root is defined %}true{% else %}false{% endif %}, {% endif %}{% if s.args.generated %}publish_generated_columns = {{ p.publish_generated_columns|default("none")|ident }}, {% endif %}{% endset %}
ALTER PUBLICATION {{ s.id.name|ident }} SET ({{ options|trimmed }})
{%- endmacro %}
