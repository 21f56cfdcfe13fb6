{#- Rows of a table. Values, conditions and lists of them are SQL that was quoted where it was written. -#}
{% macro insert(s) %}
INSERT INTO {{ s.id.sql|sql }} ({{ s.args.columns|idents }}){% if s.args.overriding %} OVERRIDING SYSTEM VALUE{% endif %} VALUES
    {{ s.args.values|sql }}
{%- endmacro %}

{% macro update(s) %}
UPDATE {{ s.id.sql|sql }} SET {{ s.args.set|join(", ")|sql }} WHERE {{ s.args.where|sql }}
{%- endmacro %}

{#- Right whatever is there: what is the same is not written again. -#}
{% macro merge_update(s) %}
UPDATE {{ s.id.sql|sql }} AS t SET {{ s.args.set|join(", ")|sql }}
FROM {{ s.args.wanted|sql }}
WHERE {{ s.args.where|sql }}
{%- endmacro %}

{% macro merge_insert(s) %}
INSERT INTO {{ s.id.sql|sql }} ({{ s.args.columns|idents }}){% if s.args.overriding %} OVERRIDING SYSTEM VALUE{% endif %} SELECT {{ s.args.select|join(", ")|sql }}
FROM {{ s.args.wanted|sql }}
WHERE NOT EXISTS (SELECT FROM {{ s.id.sql|sql }} AS t WHERE {{ s.args.on|sql }})
{%- endmacro %}

{% macro delete(s) %}
DELETE FROM {{ s.id.sql|sql }} AS t USING {{ s.args.wanted|sql }}
WHERE {{ s.args.where|sql }}
{%- endmacro %}

{% macro delete_unlisted(s) %}
DELETE FROM {{ s.id.sql|sql }} AS t{{ s.args.where|sql }}
{%- endmacro %}

{% macro deferred(s) %}SET CONSTRAINTS ALL DEFERRED{%- endmacro %}

{#- Past the largest value that was written, and never back. A column without a sequence of its own has nothing to move. -#}
{% macro sequence(s) %}
SELECT pg_catalog.setval(q.seqrelid, x.last)
FROM pg_catalog.pg_sequence q,
  LATERAL (SELECT CASE WHEN q.seqincrement > 0 THEN max({{ s.args.column|ident }}) ELSE min({{ s.args.column|ident }}) END AS last FROM {{ s.id.sql|sql }}) x
WHERE q.seqrelid = pg_catalog.pg_get_serial_sequence({{ s.id.sql|literal }}, {{ s.args.column|literal }})::regclass
  AND x.last BETWEEN q.seqmin AND q.seqmax
  AND (x.last - coalesce(pg_catalog.pg_sequence_last_value(q.seqrelid), q.seqstart)) * sign(q.seqincrement) >= 0
{%- endmacro %}
