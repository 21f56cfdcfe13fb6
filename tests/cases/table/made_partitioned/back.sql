BEGIN;
SET search_path = public;
DROP POLICY own ON public.events;
DROP TRIGGER upper ON public.events;
DROP INDEX public.events_at_idx;
DROP MATERIALIZED VIEW public.per_user;
DROP VIEW public.recent;
ALTER TABLE public.notes DROP CONSTRAINT notes_event_id_fkey;
ALTER TABLE public.events DROP CONSTRAINT events_user_id_fkey;
ALTER TABLE public.events DROP CONSTRAINT events_pkey;
ALTER TABLE public.events DROP CONSTRAINT body_short;
ALTER TABLE public.events NO FORCE ROW LEVEL SECURITY;
SET LOCAL row_security TO off;
-- destructive: loses table public.events as it stands: it is made anew, and its rows are copied while it is locked
CREATE TABLE public.events__old AS SELECT id, user_id, body, at FROM public.events;
CREATE TABLE public.events_id_seq__old AS SELECT last_value, is_called FROM public.events_id_seq;
DROP TABLE public.events_1;
DROP TABLE public.events_0;
DROP TABLE public.events;
CREATE TABLE public.events (
    id bigint GENERATED ALWAYS AS IDENTITY (START WITH 100) NOT NULL,
    user_id integer NOT NULL,
    body text NOT NULL,
    size integer GENERATED ALWAYS AS (length(body)) STORED,
    at timestamp with time zone DEFAULT now() NOT NULL,
    gone text,
    CONSTRAINT body_short CHECK (length(body) < 100),
    CONSTRAINT events_pkey PRIMARY KEY (id)
);
COMMENT ON TABLE public.events IS 'What happened';
GRANT INSERT, SELECT ON TABLE public.events TO case_part_app;
COMMENT ON COLUMN public.events.body IS 'Words';
INSERT INTO public.events (id, user_id, body, at) OVERRIDING SYSTEM VALUE SELECT id, user_id, body, at FROM public.events__old;
SELECT pg_catalog.setval('public.events_id_seq', last_value, is_called) FROM public.events_id_seq__old;
DROP TABLE public.events_id_seq__old;
DROP TABLE public.events__old;
ALTER TABLE public.events ADD CONSTRAINT events_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users (id);
ALTER TABLE public.notes ADD CONSTRAINT notes_event_id_fkey FOREIGN KEY (event_id) REFERENCES public.events (id) ON DELETE CASCADE;
CREATE VIEW public.recent AS
select id, body from events where at > '2020-01-01';
GRANT SELECT ON TABLE public.recent TO case_part_app;
CREATE MATERIALIZED VIEW public.per_user AS
select user_id, count(*) from events group by user_id;
CREATE INDEX events_at_idx ON public.events (at);
CREATE UNIQUE INDEX per_user_idx ON public.per_user (user_id);
CREATE TRIGGER upper BEFORE INSERT OR UPDATE ON public.events
    FOR EACH ROW EXECUTE FUNCTION public.shout();
CREATE POLICY own ON public.events USING (user_id = 1);
ALTER TABLE public.events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMIT;
