/*
 * base/said: what a configuration's file said comes back key by key, as it
 * stood there and in its order, also by way of a state, and however much it is.
 */
#include "server/base/said.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tests/lib/must.h"

#define MANY 5000

static struct {
	unsigned next; /* that is wanted */
	bool wrong;
} heard;

static void
name_of(unsigned number, char key[32], char value[64])
{
	(void)snprintf(key, 32, "key_%u", number % 7); /* fits */
	(void)snprintf(value, 64, "%u  with spaces %*s", number,
	    (int)(number % 20), ""); /* fits */
}

static const char *
hear(void *context, const char *key, const char *value)
{
	char wanted_key[32], wanted_value[64];

	(void)context;
	name_of(heard.next++, wanted_key, wanted_value);
	if (strcmp(key, wanted_key) != 0 || strcmp(value, wanted_value) != 0)
		heard.wrong = true;
	return NULL;
}

static void
expect_all(const struct said *said, const char *what)
{
	struct error why;

	heard.next = 0;
	heard.wrong = false;
	TAP_OK(said_give(said, hear, NULL, &why) && heard.next == MANY &&
		!heard.wrong,
	    "%s", what);
}

static const char *
refuse(void *context, const char *key, const char *value)
{
	(void)context;
	(void)key;
	return value[0] == '3' ? "that is no good" : NULL;
}

static void
refuses(const struct said *said)
{
	struct error why;

	TAP_OK(
	    !said_give(said, refuse, NULL, &why), "what is not taken ends it");
	TAP_OK(strstr(why.text, "key_3 3") == why.text &&
		strstr(why.text, ": that is no good") != NULL,
	    "and it is said which, and why: %s", why.text);
}

/* By way of a state. */
static void
goes_along(const struct said *said)
{
	FILE *file = tmpfile();
	struct said loaded = { 0 };
	struct state state;

	MUST(file != NULL, "no file");
	MUST(state_write(&state, fileno(file)), "%s", state.why.text);
	state_section(&state, STR("said"));
	said_save(said, &state);
	MUST(state_end(&state), "%s", state.why.text);
	state_free(&state);
	MUST(state_read(&state, fileno(file)), "%s", state.why.text);
	MUST(state_next_section(&state).len > 0, "no section");
	while (state_next(&state))
		if (state_is(&state, STR("said")))
			said_load_line(&loaded, &state);
	TAP_OK(state_good(&state), "it is loaded");
	state_free(&state);
	(void)fclose(file); /* it was only for this */
	expect_all(&loaded, "and is the same");
	said_free(&loaded);
}

int
main(void)
{
	struct said said = { 0 };
	char key[32], value[64];

	for (unsigned i = 0; i < MANY; i++) {
		name_of(i, key, value);
		MUST(said_add(&said, key, value), "no memory");
	}
	expect_all(&said, "all of it, in its order");
	refuses(&said);
	goes_along(&said);
	said_free(&said);
	heard.next = 0;
	TAP_OK(said_give(&said, hear, NULL, &(struct error) { 0 }) &&
		heard.next == 0,
	    "nothing is nothing");
	return tap_done();
}
