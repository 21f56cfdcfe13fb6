{#- On its own table, or, with arguments, the part of it that a partition has. -#}
{% macro create(s) %}
CREATE {% if s.new.unique is defined %}UNIQUE {% endif %}INDEX {% if s.args.concurrently is defined %}CONCURRENTLY {% endif %}{{ s.args.name|default(s.id.name)|ident }} ON {% if s.args.only is defined %}ONLY {% endif %}{{ s.args.table|default(s.id.parent)|sql }}{% if s.new.using is defined %} USING {{ s.new.using|ident }}{% endif %} ({{ s.new.on|keys }}){% if s.new.include is defined %} INCLUDE ({{ s.new.include|idents }}){% endif %}{% if s.new.nulls_not_distinct is defined %} NULLS NOT DISTINCT{% endif %}{% if s.new.with is defined %} WITH ({{ s.new.with|options }}){% endif %}{% if s.new.tablespace is defined %} TABLESPACE {{ s.new.tablespace|ident }}{% endif %}{% if s.new.where is defined %} WHERE {{ s.new.where|sql }}{% endif %}
{%- endmacro %}

{% macro attach(s) %}ALTER INDEX {{ s.args.above|sql }} ATTACH PARTITION {{ s.args.part|sql }}{%- endmacro %}

{% macro set_options(s) %}
ALTER INDEX {{ s.id.sql|sql }} {% if s.args.set %}SET ({{ s.args.set|options }}){% endif %}{% if s.args.reset %}{% if s.args.set %}, {% endif %}RESET ({{ s.args.reset|idents }}){% endif %}
{%- endmacro %}

{% macro tablespace(s) %}ALTER INDEX {{ s.id.sql|sql }} SET TABLESPACE {{ s.new.tablespace|default("pg_default")|ident }}{%- endmacro %}

{% macro statistics(s) %}ALTER INDEX {{ s.id.sql|sql }} ALTER COLUMN {{ s.args.column|sql }} SET STATISTICS {{ s.args.to }}{%- endmacro %}

{% macro cluster(s) %}ALTER {{ s.id.parent_noun|keyword }} {{ s.id.parent|sql }} CLUSTER ON {{ s.id.name|ident }}{%- endmacro %}

{% macro no_cluster(s) %}ALTER {{ s.id.parent_noun|keyword }} {{ s.id.parent|sql }} SET WITHOUT CLUSTER{%- endmacro %}

{% macro replica_identity(s) %}ALTER TABLE {{ s.id.parent|sql }} REPLICA IDENTITY USING INDEX {{ s.id.name|ident }}{%- endmacro %}

{% macro no_replica_identity(s) %}ALTER TABLE {{ s.id.parent|sql }} REPLICA IDENTITY DEFAULT{%- endmacro %}

{#- The name that PostgreSQL chose depends on all others. Where the index of another partition has the wanted one, they change it. -#}
{% macro name(s) %}
DO $block$
DECLARE
  made regclass := (SELECT i.inhrelid FROM pg_inherits i JOIN pg_index x ON x.indexrelid = i.inhrelid
                    WHERE i.inhparent = {{ s.args.above|sql|literal }}::regclass AND x.indrelid = {{ s.id.parent|sql|literal }}::regclass);
  chosen name := (SELECT relname FROM pg_class WHERE oid = made);
  other regclass := (SELECT inhrelid FROM pg_inherits WHERE inhrelid = to_regclass({{ s.id.sql|literal }}) AND inhrelid <> made);
BEGIN
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, 'pgtoml_swap');
  END IF;
  IF chosen <> {{ s.id.name|literal }} THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', made, {{ s.id.name|literal }});
  END IF;
  IF other IS NOT NULL THEN
    EXECUTE format('ALTER INDEX %s RENAME TO %I', other, chosen);
  END IF;
END $block$
{%- endmacro %}
