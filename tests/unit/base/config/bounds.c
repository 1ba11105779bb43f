/*
 * server/base/config: each number of keys.def takes both of its bounds, which
 * are in force then, and refuses what is beyond them, with the bound in words.
 */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "server/base/config/config.h"
#include "server/base/data/bucket.h"
#include "server/base/mem/limits.h"
#include "shared/limits.h"
#include "shared/str.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tap.h"

/* What server/base/config/config.c knows alone. */
#define NICE_MOST 20
#define TIME_MOST (365 * 86400 * SEC)
#define HASH_ROUNDS_LEAST 4096
#define HASH_ROUNDS_MOST 5000000
#define HISTORY_DAYS_MOST 36500
#define HISTORY_SIZE_LEAST (1024 * 1024)
#define HISTORY_SYNC_MOST (3600 * SEC)
#define HISTORY_JOIN_MOST 1000

enum form { PLAIN, SIZE, BELOW, TIME };

static const struct row {
	const char *key;
	size_t member;
	enum form form;
	uint64_t least, most;
} rows[] = {
#define LIST(...)
#define NETWORKS(...)
#define TEXT(...)
#define WORD(...)
#define NUMBER(key, how, form, least, most, ...)                       \
	{ #key, offsetof(struct config, key), form, (uint64_t)(least), \
		(uint64_t)(most) },
#define LIMIT(key, form, least, most, ...) NUMBER(key, LIVE, form, least, most)
#define TIME(key, least, most, ...) NUMBER(key, LIVE, TIME, least, most)
#include "server/base/config/keys.def"
};

/* Loads the key with that value, or says what is wrong; returns what it is. */
static uint64_t
load(const struct row *row, uint64_t value, struct error *why)
{
	char file[SCRATCH_PATH], text[128];
	const struct config_command_line line = { .file = file };
	struct config config;
	uint64_t is = 0;
	size_t number;

	scratch_path(file, "bounds");
	(void)snprintf(text, sizeof(text), "group 1\n%s %s%llu%c%06llu",
	    row->key, row->form == BELOW && value > 0 ? "-" : "",
	    (unsigned long long)(row->form == TIME ? value / SEC : value),
	    row->form == TIME ? '.' : '\n',
	    (unsigned long long)(row->form == TIME ? value % SEC : 0));
	if (row->form != TIME)
		*strrchr(text, '\n') = '\0';
	scratch_write(file, text);
	why->text[0] = '\0';
	if (!config_load(&config, &line, why))
		return UINT64_MAX - 1;
	memcpy(&number, (char *)&config + row->member, sizeof(number));
	if (row->form == TIME)
		memcpy(&is, (char *)&config + row->member, sizeof(is));
	config_free(&config);
	return row->form == TIME ? is : number;
}

static void
takes(const struct row *row, uint64_t value)
{
	struct error why;

	TAP_OK(load(row, value, &why) == value, "%s takes %llu%s", row->key,
	    (unsigned long long)value, why.text);
}

static void
refuses(const struct row *row, uint64_t value, uint64_t bound, const char *than)
{
	struct error why;
	char want[64];
	const double times = row->form == TIME ? SEC : 1;

	(void)snprintf(want, sizeof(want), "must be %.12g%s or %s",
	    (double)bound / times, row->form == TIME ? " seconds" : "", than);
	if (row->form == BELOW)
		(void)snprintf(want, sizeof(want), "must be from -%llu to 0",
		    (unsigned long long)bound);
	(void)load(row, value, &why);
	TAP_OK(strstr(why.text, want) != NULL, "%s: %s: %s", row->key, want,
	    why.text);
}

int
main(void)
{
	for (const struct row *row = rows; row < rows + COUNT(rows); row++) {
		takes(row, row->least);
		takes(row, row->most);
		if (row->least > 0)
			refuses(row, row->least - 1, row->least, "more");
		if (row->most < SIZE_MAX)
			refuses(row, row->most + 1, row->most, "less");
	}
	return tap_done();
}
