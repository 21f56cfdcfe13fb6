BEGIN;
SET search_path = public;
ALTER TABLE public.t DROP CONSTRAINT no_overlap;
ALTER TABLE public.t ADD CONSTRAINT by_id EXCLUDE USING btree (id WITH =) DEFERRABLE;
ALTER TABLE public.t ADD CONSTRAINT expression EXCLUDE USING gist (int4range(id, id, '[]') WITH &&) WITH (fillfactor = 80);
ALTER TABLE public.t ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&) WHERE (not gone);
COMMIT;
