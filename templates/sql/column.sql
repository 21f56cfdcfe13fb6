{% import "foreign_data_wrapper" as fdw %}

{% macro identity_options(i) %}
{% set o = i.options|default({}) %}{% if true %}{% set inner %}{% if i.sequence is defined %} SEQUENCE NAME {{ i.sequence|sql }}{% endif %}{% if o.start is defined %} START WITH {{ o.start }}{% endif %}{% if o.increment is defined %} INCREMENT BY {{ o.increment }}{% endif %}{% if o.min is defined %} MINVALUE {{ o.min }}{% endif %}{% if o.max is defined %} MAXVALUE {{ o.max }}{% endif %}{% if o.cache is defined %} CACHE {{ o.cache }}{% endif %}{% if o.cycle is defined %} CYCLE{% endif %}{% endset %}{% if inner|trim|length > 0 %} ({{ inner|trim|sql }}){% endif %}{% endif %}
{%- endmacro %}

{% macro definition(id, c, nullable=false) %}
{{ id.name|ident }} {{ c.type|sql }}{% if c.compression is defined %} COMPRESSION {{ c.compression|sql }}{% endif %}{% if c.foreign_options is defined %} OPTIONS ({{ fdw.options(c.foreign_options) }}){% endif %}{% if c.collation is defined %} COLLATE {{ c.collation|sql }}{% endif %}{% if c.default is defined %} DEFAULT {{ c.default|default_value }}{% endif %}{% if c.generated is defined %} GENERATED ALWAYS AS ({{ c.generated|sql }}) {% if c.virtual is defined %}VIRTUAL{% else %}STORED{% endif %}{% endif %}{% if c.identity is defined %} GENERATED {% if c.identity.always %}ALWAYS{% else %}BY DEFAULT{% endif %} AS IDENTITY{{ identity_options(c.identity) }}{% endif %}{% if c.not_null is defined and not nullable %}{% if c.not_null_name is defined %} CONSTRAINT {{ c.not_null_name|ident }}{% endif %} NOT NULL{% endif %}
{%- endmacro %}

{% macro typed(id, c) %}
{{ id.name|ident }} WITH OPTIONS{% if c.default is defined %} DEFAULT {{ c.default|default_value }}{% endif %}{% if c.generated is defined %} GENERATED ALWAYS AS ({{ c.generated|sql }}) {% if c.virtual is defined %}VIRTUAL{% else %}STORED{% endif %}{% endif %}{% if c.identity is defined %} GENERATED {% if c.identity.always %}ALWAYS{% else %}BY DEFAULT{% endif %} AS IDENTITY{{ identity_options(c.identity) }}{% endif %}{% if c.not_null is defined %}{% if c.not_null_name is defined %} CONSTRAINT {{ c.not_null_name|ident }}{% endif %} NOT NULL{% endif %}
{%- endmacro %}

{% macro create(s) %}ALTER TABLE {{ s.id.parent|sql }} ADD COLUMN {{ definition(s.id, s.new, s.new.backfill is defined) }}{%- endmacro %}

{% macro drop(s) %}ALTER TABLE {{ s.id.parent|sql }} DROP COLUMN {{ s.id.name|ident }}{%- endmacro %}

{% macro column(s) %}ALTER TABLE {{ s.id.parent|sql }} ALTER COLUMN {{ s.id.name|ident }}{%- endmacro %}

{# Values of the type that stepped aside: by their texts, some of which become other ones. #}
{% macro values(s) %}
{% set v = s.args.values %}{% if v.array %}{% for old in v.labels %}pg_catalog.array_replace({% endfor %}{{ s.id.name|ident }}::text[]{% for old, new in v.labels|items %}, {{ old|literal }}, {{ new|literal }}){% endfor %}{% elif v.labels %}(CASE {{ s.id.name|ident }}::text{% for old, new in v.labels|items %} WHEN {{ old|literal }} THEN {{ new|literal }}{% endfor %} ELSE {{ s.id.name|ident }}::text END){% else %}{{ s.id.name|ident }}::text{% endif %}{% if true %}::{{ s.new.type|sql }}{% endif %}
{%- endmacro %}

{% macro retype(s) %}
{{ column(s) }} TYPE {{ s.new.type|sql }}{% if s.new.collation is defined %} COLLATE {{ s.new.collation|sql }}{% endif %}{% if s.args.values and not s.args.by_assignment %} USING {{ values(s) }}{% elif s.new.conversion is defined %} USING {{ s.new.conversion|sql }}{% elif s.new.generated is not defined and not s.args.by_assignment %} USING {% if true %}{{ s.id.name|ident }}{% if s.args.through_text %}::text{% endif %}::{{ s.new.type|sql }}{% endif %}{% endif %}
{%- endmacro %}

{% macro drop_default(s) %}{{ column(s) }} DROP DEFAULT{%- endmacro %}

{% macro set_default(s) %}{{ column(s) }} SET DEFAULT {{ s.new.default|default_value }}{%- endmacro %}

{% macro backfill(s) %}UPDATE {{ s.id.parent|sql }} SET {{ s.id.name|ident }} = {{ s.new.backfill|sql }} WHERE {{ s.id.name|ident }} IS NULL{%- endmacro %}

{% macro set_not_null(s) %}
{% if s.new.not_null_name is defined %}ALTER TABLE {{ s.id.parent|sql }} ADD CONSTRAINT {{ s.new.not_null_name|ident }} NOT NULL {{ s.id.name|ident }}{% else %}{{ column(s) }} SET NOT NULL{% endif %}
{%- endmacro %}

{% macro drop_not_null(s) %}{{ column(s) }} DROP NOT NULL{%- endmacro %}

{% macro drop_expression(s) %}{{ column(s) }} DROP EXPRESSION{%- endmacro %}

{% macro set_expression(s) %}{{ column(s) }} SET EXPRESSION AS ({{ s.new.generated|sql }}){%- endmacro %}

{% macro drop_identity(s) %}{{ column(s) }} DROP IDENTITY{%- endmacro %}

{% macro add_identity(s) %}
{{ column(s) }} ADD GENERATED {% if s.new.identity.always %}ALWAYS{% else %}BY DEFAULT{% endif %} AS IDENTITY{{ identity_options(s.new.identity) }}
{%- endmacro %}

{% macro alter_identity(s) %}
{% set o = s.new.identity.options|default({}) %}
{{ column(s) }}{% if s.args.always is not none %} SET GENERATED {% if s.args.always %}ALWAYS{% else %}BY DEFAULT{% endif %}{% endif %}{% if s.args.increment %} SET INCREMENT BY {{ o.increment|default(1) }}{% endif %}{% if s.args.min %} SET {% if o.min is defined %}MINVALUE {{ o.min }}{% else %}NO MINVALUE{% endif %}{% endif %}{% if s.args.max %} SET {% if o.max is defined %}MAXVALUE {{ o.max }}{% else %}NO MAXVALUE{% endif %}{% endif %}{% if s.args.start is not none %} SET START WITH {{ s.args.start }}{% endif %}{% if s.args.cache %} SET CACHE {{ o.cache|default(1) }}{% endif %}{% if s.args.cycle %} SET {% if o.cycle is defined %}CYCLE{% else %}NO CYCLE{% endif %}{% endif %}{% if s.args.restart %} RESTART{% endif %}
{%- endmacro %}

{% macro storage(s) %}
{% if s.new.storage is defined %}{{ column(s) }} SET STORAGE {{ s.new.storage|keyword }}{% elif s.version >= 16 %}{{ column(s) }} SET STORAGE DEFAULT{% else %}
{# Before 16 only the catalog knows the storage of a type. #}
{% set block %}
BEGIN
  EXECUTE (SELECT {{ (column(s) ~ " SET STORAGE ")|literal }}
      || CASE t.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = {{ s.id.parent|literal }}::pg_catalog.regclass AND a.attname = {{ s.id.name|literal }});
END
{% endset %}
DO {{ block|dollar }}
{% endif %}
{%- endmacro %}

{% macro compression(s) %}{{ column(s) }} SET COMPRESSION {{ s.new.compression|default("default")|sql }}{%- endmacro %}

{% macro statistics(s) %}ALTER TABLE ONLY {{ s.id.parent|sql }} ALTER COLUMN {{ s.id.name|ident }} SET STATISTICS {{ s.args.to }}{%- endmacro %}

{% macro set_options(s) %}
{{ column(s) }} {% if s.args.set %}SET ({{ s.args.set|options }}){% endif %}{% if s.args.reset %}{% if s.args.set %}, ALTER COLUMN {{ s.id.name|ident }} {% endif %}RESET ({{ s.args.reset|idents }}){% endif %}
{%- endmacro %}

{% macro rename_not_null(s) %}
{% set old = s.old.not_null_name|default(s.id.parent_name ~ "_" ~ s.id.name ~ "_not_null") %}
{% set new = s.new.not_null_name|default(s.id.parent_name ~ "_" ~ s.id.name ~ "_not_null") %}
ALTER TABLE {{ s.id.parent|sql }} RENAME CONSTRAINT {{ old|ident }} TO {{ new|ident }}
{%- endmacro %}

{% macro rename_sequence(s) %}ALTER SEQUENCE {{ s.args.from|sql }} RENAME TO {{ s.args.to|ident }}{%- endmacro %}

{% macro sync_identity(s) %}
SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence({{ s.id.parent|literal }}, {{ s.id.name|literal }}), max({{ s.id.name|ident }})) FROM {{ s.id.parent|sql }} HAVING max({{ s.id.name|ident }}) > 0
{%- endmacro %}

{% macro rename(s) %}ALTER {{ s.id.parent_noun|keyword }} {{ s.id.parent|sql }} RENAME COLUMN {{ s.id.name|ident }} TO {{ s.args.to|ident }}{%- endmacro %}

{% macro foreign_options(s) %}{{ column(s) }} OPTIONS ({{ fdw.changes(s.args.options) }}){%- endmacro %}
