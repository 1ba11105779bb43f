/*
 * base/config/settings: what a configuration's file said comes back key by key,
 * as it stood there and in its order, also by way of a state, and however much
 * it is.
 */
#include "server/base/config/settings.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/must.h"

#define MANY 5000

static void
name_of(unsigned number, char key[32], char value[64])
{
	(void)snprintf(key, 32, "key_%u", number % 7); /* fits */
	(void)snprintf(value, 64, "%u  with spaces %*s", number,
	    (int)(number % 20), ""); /* fits */
}

static void
expect_all(const struct settings *said, const char *what)
{
	char wanted_key[32], wanted_value[64];
	const char *key, *value;
	unsigned count = 0;
	size_t next = 0;

	while (settings_next(said, &next, &key, &value)) {
		name_of(count, wanted_key, wanted_value);
		if (strcmp(key, wanted_key) != 0 ||
		    strcmp(value, wanted_value) != 0)
			break;
		count++;
	}
	TAP_NUM(count, MANY, "%s", what);
}

/* By way of a state. */
static void
goes_along(const struct settings *said)
{
	FILE *file = tmpfile();
	struct settings loaded = { 0 };
	struct state state;

	MUST(file != NULL, "no file");
	MUST(state_write(&state, fileno(file)), "%s", state.why.text);
	state_section(&state, STR("setting"));
	settings_save(said, STR("setting"), &state);
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
	MUST(state_read(&state, fileno(file)), "%s", state.why.text);
	MUST(state_next_section(&state).len > 0, "no section");
	while (state_next(&state))
		if (state_is(&state, STR("setting")))
			settings_load_line(&loaded, &state);
	TAP_OK(state_good(&state), "it is loaded");
	state_free(&state);
	(void)fclose(file); /* it was only for this */
	expect_all(&loaded, "and is the same");
	settings_free(&loaded);
}

int
main(void)
{
	struct settings said = { 0 };
	char key[32], value[64];
	const char *at;

	for (unsigned i = 0; i < MANY; i++) {
		name_of(i, key, value);
		MUST(settings_add(&said, str_from(key), str_from(value)),
		    "no memory");
	}
	expect_all(&said, "all of it, in its order");
	goes_along(&said);
	settings_free(&said);
	TAP_OK(!settings_next(&said, &(size_t) { 0 }, &at, &at),
	    "nothing is nothing");
	return tap_done();
}
