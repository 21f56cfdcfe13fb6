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

create table public.todos (id bigint generated always as identity primary key, user_id uuid not null, task text not null);
alter table public.todos enable row level security;
grant select, insert, update, delete on public.todos to anon, authenticated;
create policy own on public.todos to authenticated using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);
