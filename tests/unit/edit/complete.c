/* client/edit/complete and people: whom and what Tab offers. */
#include "client/edit/complete.h"

#include <stdio.h>

#include "tests/lib/tap.h"

#define ID "1700000000000000 "

static struct people people;
static struct world joined;
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

static const struct str words[] = { { "g", 1 }, { "msg", 3 }, { "set", 3 },
	{ "topic", 5 } };

static struct str
word_at(size_t i)
{
	return i < COUNT(words) ? words[i] : STR("");
}

static const char *
key_at(size_t i)
{
	static const char *const keys[] = { "times", "time_format", "theme" };

	return i < COUNT(keys) ? keys[i] : NULL;
}

static struct str
value_at(struct str key, size_t i, char room[COMPLETE_WORD])
{
	static const char *const times[] = { "auto", "yes", "no" };

	(void)room;
	return str_from(str_eq(key, STR("times")) && i < COUNT(times) ?
		times[i] :
		str_eq(key, STR("alias")) && i == 0  ? "wi" :
		str_eq(key, STR("ignore")) && i == 0 ? "an*" :
						       "");
}

static const char *
topic_at(size_t i)
{
	return i == 0 ? "keys" : NULL;
}

static bool
has_member(const void *of, struct str name)
{
	(void)of;
	return str_caseeq(name, STR("alice"));
}

static bool has_more; /* the client has words of its own, and alice is here */

/* Tab makes this of the line; null: it finds nothing. */
static void
tab(const char *expected)
{
	const struct choice choice = {
		.people = &people,
		.joined = &joined,
		.me = STR("me"),
		.word = has_more ? word_at : NULL,
		.key = has_more ? key_at : NULL,
		.value = has_more ? value_at : NULL,
		.topic = has_more ? topic_at : NULL,
		.is_here = has_more ? has_member : NULL,
	};
	const bool found = complete(&state, &line, &choice);

	TAP_OK(found == (expected != NULL), "found or not: %s",
	    expected != NULL ? expected : "nothing");
	if (expected != NULL)
		TAP_STR(edit_line(&line), str_from(expected), "%s", expected);
}

/* What is typed, and what Tab makes of it, each time it is pressed. */
struct typed {
	const char *text;
	const char *tabs[4]; /* none: it finds nothing */
};

static void
offers(const struct typed *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		type(rows[i].text);
		tab(rows[i].tabs[0]);
		for (size_t j = 1; j < 4 && rows[i].tabs[j] != NULL; j++)
			tab(rows[i].tabs[j]);
	}
}

static void
offers_names(void)
{
	static const struct typed names[] = {
		{ "a", { "ali: ", "anna: ", "alice: ", "ali: " } },
		{ "ALI", { "ali: " } },
		{ "ask al", { "ask ali " } },
		{ "ask @al", { "ask @ali ", "ask @alice ", "ask @ali " } },
		{ "+al", { "+ali " } },
		{ "/whois @al", { "/whois ali " } },
		{ "@op", { NULL } },
		{ "m", { NULL } },
		{ "say /to", { NULL } },
		{ "/nope", { NULL } },
		{ "/na", { "/name ", "/names ", "/name " } },
		{ "send op", { "send operations " } },
	};

	type("a");
	tab(NULL);
	hear("names ops me anna ali alice");
	hear("msg " ID "ops ali hello");
	offers(names, COUNT(names));
	hear("name " ID "ali zed");
	type("z");
	tab("zed: ");
	hear("quit " ID "zed");
	type("z");
	tab(NULL);
}

/* The client's own words, its keys, and first who is here. */
static void
offers_own(void)
{
	static const struct typed own[] = {
		{ "/m", { "/msg ", "/motd " } },
		{ "/set t",
		    { "/set times ", "/set time_format ", "/set theme " } },
		{ "/set times ", { "/set times auto ", "/set times yes " } },
		{ "/set times op", { NULL } },
		{ "/unalias ", { "/unalias wi " } },
		{ "/unalias wi an", { NULL } },
		{ "/unignore a", { "/unignore an* ", "/unignore an* " } },
		{ "/ignore an", { "/ignore anna " } },
		{ "/url an", { NULL } },
		{ "/alias b msg an", { "/alias b msg anna " } },
		{ "/help k", { "/help keys ", "/help kick ", "/help kill " } },
		{ "/help m", { "/help msg " } },
		{ "a", { "alice: ", "anna: ", "alice: " } },
		{ "m", { NULL } },
		{ "/msg op", { NULL } },
		{ "/MSG al", { "/MSG alice " } },
		{ "/part an", { NULL } },
		{ "/part o", { "/part #operations " } },
	};

	has_more = true;
	offers(own, COUNT(own));
	has_more = false;
	type("/set t");
	tab(NULL);
}

/* A big group makes nobody forgotten. */
static void
keeps_speakers(void)
{
	static struct people crowd;
	char text[64];
	struct command parsed;

	(void)grammar_parse(
	    STR("msg " ID "ops speaker hello"), FROM_SERVER, &parsed);
	people_note(&crowd, &parsed);
	for (int i = 0; i < PEOPLE_MOST + 10; i++) {
		(void)snprintf(text, sizeof(text), "names ops n%d m%d", i, i);
		(void)grammar_parse(str_from(text), FROM_SERVER, &parsed);
		people_note(&crowd, &parsed);
	}
	TAP_NUM(crowd.count, PEOPLE_MOST, "as many as can be kept");
	TAP_OK(people_has(&crowd, STR("SPEAKER")), "who has spoken is there");
}

int
main(void)
{
	world_choose(&joined, STR("operations"));
	offers_names();
	offers_own();
	keeps_speakers();
	edit_free(&line);
	world_free(&joined);
	return tap_done();
}
