create schema auth;
do $$ begin if not exists (select from pg_roles where rolname = 'anon') then create role anon; end if; end $$;
do $$ begin if not exists (select from pg_roles where rolname = 'authenticated') then create role authenticated; end if; end $$;
grant usage on schema auth to anon, authenticated;
create function auth.uid() returns uuid language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
                  (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid
$$;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(nullif(current_setting('request.jwt.claim', true), ''), nullif(current_setting('request.jwt.claims', true), ''))::jsonb
$$;

create table public.notes (id bigint primary key, org_id bigint not null, body text);
alter table public.notes enable row level security;
grant select, insert, update, delete on public.notes to authenticated;
create policy org on public.notes to authenticated using (org_id = ((select auth.jwt()) -> 'app_metadata' ->> 'org_id')::bigint);
