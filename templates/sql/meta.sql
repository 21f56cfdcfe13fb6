{% macro drop(s) %}DROP {{ s.id.noun|keyword }} {{ s.id.sql|sql }}{% if s.args.cascade is defined %} CASCADE{% endif %}{%- endmacro %}

{% macro comment(s) %}
COMMENT ON {{ s.id.noun|keyword }} {{ s.id.sql|sql }} IS {% if s.args.comment is none %}{{ "NULL"|sql }}{% else %}{{ s.args.comment|literal }}{% endif %}
{%- endmacro %}

{% macro owner(s) %}ALTER {{ s.id.noun|keyword }} {{ s.id.sql|sql }} OWNER TO {{ s.args.owner|ident }}{%- endmacro %}

{% macro security_label(s) %}
SECURITY LABEL FOR {{ s.args.provider|ident }} ON {{ s.id.noun|keyword }} {{ s.id.sql|sql }} IS {% if s.args.label is none %}{{ "NULL"|sql }}{% else %}{{ s.args.label|literal }}{% endif %}
{%- endmacro %}

{% macro privileges(s) %}
{% for privilege in s.args.privileges %}{{ privilege|keyword }}{% if s.id.column %} ({{ s.id.name|ident }}){% endif %}{% if not loop.last %}, {% endif %}{% endfor %} ON {% if s.id.column %}TABLE {{ s.id.parent|sql }}{% else %}{{ s.id.grant_noun|keyword }} {{ s.id.grant_sql|sql }}{% endif %}
{%- endmacro %}

{% macro grant(s) %}
GRANT {{ privileges(s) }} TO {{ s.args.role|role }}{% if s.args.grantable %} WITH GRANT OPTION{% endif %}
{%- endmacro %}

{% macro revoke(s) %}REVOKE {{ privileges(s) }} FROM {{ s.args.role|role }}{%- endmacro %}

{% macro revoke_option(s) %}REVOKE GRANT OPTION FOR {{ privileges(s) }} FROM {{ s.args.role|role }}{%- endmacro %}

{% macro rename(s) %}ALTER {{ s.id.noun|keyword }} {{ s.id.sql|sql }} RENAME TO {{ s.args.to|ident }}{%- endmacro %}

{% macro rebuild(s) %}ALTER {{ s.id.noun|keyword }} {{ s.id.sql|sql }} RENAME TO {{ s.args.aside|ident }}{%- endmacro %}

{% macro drop_aside(s) %}DROP {{ s.id.noun|keyword }} {{ s.id.schema|ident }}.{{ s.args.aside|ident }}{%- endmacro %}

{% macro set_schema(s) %}ALTER {{ s.id.noun|keyword }} {{ s.id.sql|sql }} SET SCHEMA {{ s.args.schema|ident }}{%- endmacro %}
