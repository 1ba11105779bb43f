/* client/edit/complete and people: whom and what Tab offers. */
#include "client/edit/complete.h"

#include <stdio.h>

#include "tests/lib/tap.h"

#define ID "1700000000000000 "

static struct people people;
static struct joined joined;
static struct complete state;
static struct edit line;

static void
hear(const char *text)
{
	struct command parsed;

	if (TAP_NUM(grammar_parse(str_from(text), FROM_SERVER, &parsed),
		CODE_OK, "heard: %s", text))
		people_note(&people, &parsed);
}

static void
type(const char *text)
{
	struct keys keys = { 0 };

	state = (struct complete) { 0 };
	edit_clear(&line);
	for (; *text != '\0'; text++) {
		const struct key key = keys_feed(&keys, *text);
		(void)edit_key(&line, &key); /* it fits */
	}
}

/* The client's own words. */
static struct str
word_at(size_t i)
{
	static const struct str words[] = { { "g", 1 }, { "me", 2 },
		{ "topic", 5 } };

	return i < COUNT(words) ? words[i] : STR("");
}

/* Tab makes this of the line; null: it finds nothing. */
static void
tab(const char *expected)
{
	const struct choice choice = { &people, &joined, STR("me"), word_at };
	const bool found = complete(&state, &line, &choice);

	TAP_OK(found == (expected != NULL), "found or not: %s",
	    expected != NULL ? expected : "nothing");
	if (expected != NULL)
		TAP_STR(edit_line(&line), str_from(expected), "%s", expected);
}

static void
offers_names(void)
{
	type("a");
	tab(NULL);
	hear("names ops me anna ali alice");
	hear("msg " ID "ops ali hello");
	type("a");
	tab("ali: ");
	tab("alice: ");
	tab("anna: ");
	tab("ali: ");
	type("ALI");
	tab("ali: ");
	type("ask al");
	tab("ask ali ");
	type("m");
	tab(NULL);
	hear("name " ID "ali zed");
	type("z");
	tab("zed: ");
	hear("quit " ID "zed");
	type("z");
	tab(NULL);
}

static void
offers_others(void)
{
	joined_choose(&joined, STR("operations"));
	type("send op");
	tab("send operations ");
	type("/top");
	tab("/topic ");
	tab("/topic ");
	type("/g");
	tab("/g ");
	type("/m");
	tab("/me ");
	tab("/motd ");
	type("/na");
	tab("/name ");
	tab("/names ");
	tab("/name ");
	type("/hel");
	tab("/help ");
	tab("/help ");
	type("/nope");
	tab(NULL);
	type("say /to");
	tab(NULL);
}

/* In the middle of a line the rest stays. */
static void
keeps_the_rest(void)
{
	const struct key left = { .kind = KEY_LEFT };

	type("hi an!");
	TAP_OK(edit_key(&line, &left), "the cursor is before the last");
	tab("hi anna !");
	type("");
	tab("alice: ");
}

/* More than can be kept: the last ones are. */
static void
forgets(void)
{
	char text[64];

	for (int i = 0; i < PEOPLE_MOST + 10; i++) {
		const int len =
		    snprintf(text, sizeof(text), "join " ID "ops n%d", i);
		struct command parsed;
		if (len > 0 &&
		    grammar_parse(str_from(text), FROM_SERVER, &parsed) ==
			CODE_OK)
			people_note(&people, &parsed);
	}
	TAP_NUM(people.count, PEOPLE_MOST, "as many as can be kept");
	type("n521");
	tab("n521: ");
	type("anna");
	tab(NULL);
}

int
main(void)
{
	offers_names();
	offers_others();
	keeps_the_rest();
	forgets();
	edit_free(&line);
	joined_free(&joined);
	return tap_done();
}
