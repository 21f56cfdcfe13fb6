{% macro create(s) %}
{% set labels = s.new.labels %}
CREATE TYPE {{ s.id.sql|sql }} AS ENUM ({% if labels|length > 4 %}

    {% for label in labels %}
    {{ label|literal }}{% if not loop.last %},{% endif %}

    {% endfor %}
{% else %}{{ labels|literals }}{% endif %})
{%- endmacro %}

{% macro add_label(s) %}
ALTER TYPE {{ s.id.sql|sql }} ADD VALUE {{ s.args.label|literal }}{% if s.args.after is defined %} AFTER {{ s.args.after|literal }}{% elif s.args.before is defined %} BEFORE {{ s.args.before|literal }}{% endif %}
{%- endmacro %}

{% macro rename_label(s) %}ALTER TYPE {{ s.id.sql|sql }} RENAME VALUE {{ s.args.old|literal }} TO {{ s.args.new|literal }}{%- endmacro %}
