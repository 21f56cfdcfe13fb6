do $$ begin if not exists (select from pg_roles where rolname = 'app') then create role app; end if; end $$;
create table public.jobs (id bigint primary key, tenant text not null check (tenant <> ''), payload jsonb not null default '{}');
alter table public.jobs enable row level security;
alter table public.jobs force row level security;
grant select, insert, update, delete on public.jobs to app;
create policy t on public.jobs using (tenant = current_setting('app.tenant', true));
