-- Run once by the image, as the superuser, when the database is made: a login with which Temporal makes its own two
-- databases, apart from Remit's. (`npm run cluster` runs it too and knows only these two of psql's features.)
\getenv password TEMPORAL_PASSWORD
create role temporal login createdb password :'password';
