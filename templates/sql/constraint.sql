{% macro action(name) %}
{% if name == "cascade" %}CASCADE{% elif name == "restrict" %}RESTRICT{% elif name == "set_null" %}SET NULL{% elif name == "set_default" %}SET DEFAULT{% else %}NO ACTION{% endif %}
{%- endmacro %}

{% macro storage(c) %}
{% if c.include is defined %} INCLUDE ({{ c.include|idents }}){% endif %}{% if c.with is defined %} WITH ({{ c.with|options }}){% endif %}{% if c.tablespace is defined %} USING INDEX TABLESPACE {{ c.tablespace|ident }}{% endif %}
{%- endmacro %}

{% macro definition(c) %}
{% if c.type == "primary" or c.type == "unique" %}
{% if c.type == "primary" %}PRIMARY KEY{% else %}UNIQUE{% endif %}{% if c.nulls_not_distinct is defined %} NULLS NOT DISTINCT{% endif %} ({{ c.columns|idents }}{% if c.without_overlaps is defined %} WITHOUT OVERLAPS{% endif %}){{ storage(c) }}
{%- elif c.type == "foreign" %}
FOREIGN KEY ({{ period(c.columns, c) }}) REFERENCES {{ c.table|sql }}{% if c.referenced is defined %} ({{ period(c.referenced, c) }}){% endif %}{% if c.match_full is defined %} MATCH FULL{% endif %}{% if c.on_update is defined %} ON UPDATE {{ action(c.on_update) }}{% endif %}{% if c.on_delete is defined %} ON DELETE {{ action(c.on_delete) }}{% if c.on_delete_columns is defined %} ({{ c.on_delete_columns|idents }}){% endif %}{% endif %}
{%- elif c.type == "check" %}
CHECK ({{ c.expression|sql }}){% if c.no_inherit is defined %} NO INHERIT{% endif %}
{%- else %}
EXCLUDE USING {{ c.using|default("btree")|ident }} ({% for element in c.elements %}{{ [element]|keys }} WITH {{ element.operator|operator }}{% if not loop.last %}, {% endif %}{% endfor %}){{ storage(c) }}{% if c.where is defined %} WHERE ({{ c.where|sql }}){% endif %}
{%- endif %}
{{ enforcement(c) }}
{%- endmacro %}

{% macro enforcement(c) %}
{% if c.deferrable is defined %} DEFERRABLE{% if c.deferred is defined %} INITIALLY DEFERRED{% endif %}{% endif %}{% if c.not_enforced is defined %} NOT ENFORCED{% endif %}{% if c.not_valid is defined %} NOT VALID{% endif %}
{%- endmacro %}

{% macro period(columns, c) %}
{% for column in columns %}{% if loop.last and c.period is defined %}PERIOD {% endif %}{{ column|ident }}{% if not loop.last %}, {% endif %}{% endfor %}
{%- endmacro %}

{% macro owner_of(s) %}ALTER {{ s.id.parent_noun|keyword }} {{ s.id.parent|sql }}{%- endmacro %}

{% macro create(s) %}{{ owner_of(s) }} ADD CONSTRAINT {{ s.id.name|ident }} {{ definition(s.new) }}{%- endmacro %}

{#- The index of a key apart from its constraint; with arguments, that of a partition. -#}
{% macro build(s) %}
CREATE UNIQUE INDEX CONCURRENTLY {{ s.args.name|default(s.id.name)|ident }} ON {{ s.args.table|default(s.id.parent)|sql }} ({{ s.new.columns|idents }}){% if s.new.include is defined %} INCLUDE ({{ s.new.include|idents }}){% endif %}{% if s.new.nulls_not_distinct is defined %} NULLS NOT DISTINCT{% endif %}{% if s.new.with is defined %} WITH ({{ s.new.with|options }}){% endif %}{% if s.new.tablespace is defined %} TABLESPACE {{ s.new.tablespace|ident }}{% endif %}
{%- endmacro %}

{% macro using_index(s) %}
{% set name = s.args.name|default(s.id.name) %}
ALTER TABLE {{ s.args.table|default(s.id.parent)|sql }} ADD CONSTRAINT {{ name|ident }} {% if s.new.type == "primary" %}PRIMARY KEY{% else %}UNIQUE{% endif %} USING INDEX {{ name|ident }}{{ enforcement(s.new) }}
{%- endmacro %}

{% macro only(s) %}ALTER TABLE ONLY {{ s.args.table|default(s.id.parent)|sql }} ADD CONSTRAINT {{ s.args.name|default(s.id.name)|ident }} {{ definition(s.new) }}{%- endmacro %}

{% macro attach(s) %}ALTER INDEX {{ s.args.above|sql }} ATTACH PARTITION {{ s.args.part|sql }}{%- endmacro %}

{% macro drop(s) %}{{ owner_of(s) }} DROP CONSTRAINT {{ s.id.name|ident }}{% if s.args.cascade is defined %} CASCADE{% endif %}{%- endmacro %}

{% macro validate(s) %}{{ owner_of(s) }} VALIDATE CONSTRAINT {{ s.id.name|ident }}{%- endmacro %}

{% macro deferrable(s) %}
{{ owner_of(s) }} ALTER CONSTRAINT {{ s.id.name|ident }} {% if s.new.deferrable is defined %}DEFERRABLE{% if s.new.deferred is defined %} INITIALLY DEFERRED{% else %} INITIALLY IMMEDIATE{% endif %}{% else %}NOT DEFERRABLE{% endif %}
{%- endmacro %}

{% macro index(s) %}{% if s.id.schema is not none %}{{ s.id.schema|ident }}.{% endif %}{{ s.id.name|ident }}{%- endmacro %}

{% macro set_options(s) %}
ALTER INDEX {{ index(s) }} {% if s.args.set %}SET ({{ s.args.set|options }}){% endif %}{% if s.args.reset %}{% if s.args.set %}, {% endif %}RESET ({{ s.args.reset|idents }}){% endif %}
{%- endmacro %}

{% macro tablespace(s) %}ALTER INDEX {{ index(s) }} SET TABLESPACE {{ s.new.tablespace|default("pg_default")|ident }}{%- endmacro %}

{% macro cluster(s) %}ALTER TABLE {{ s.id.parent|sql }} CLUSTER ON {{ s.id.name|ident }}{%- endmacro %}

{% macro no_cluster(s) %}ALTER TABLE {{ s.id.parent|sql }} SET WITHOUT CLUSTER{%- endmacro %}

{% macro replica_identity(s) %}ALTER TABLE {{ s.id.parent|sql }} REPLICA IDENTITY USING INDEX {{ s.id.name|ident }}{%- endmacro %}

{% macro no_replica_identity(s) %}ALTER TABLE {{ s.id.parent|sql }} REPLICA IDENTITY DEFAULT{%- endmacro %}

{% macro rename(s) %}ALTER {{ s.id.parent_noun|keyword }} {{ s.id.parent|sql }} RENAME CONSTRAINT {{ s.id.name|ident }} TO {{ s.args.to|ident }}{%- endmacro %}
