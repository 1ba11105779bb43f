/* client/person/notes/status_notes: what is asked for behind a list, and shown
 * of it.
 */
#include "client/person/notes/status_notes.h"

#include <stdio.h>
#include <string.h>

#include "tests/lib/tap.h"

#define ID "1700000000000000"
#define DIM(text) "\033[2m" text "\033[0m\n"

static struct session session;
static struct status_notes notes;

/* The server has accepted our name, and the person asks who is there. */
static void
start(void)
{
	session_init(&session, -1);
	status_notes_begin(&notes);
	SESSION_SAY(&session, VERB_NAMES, STR("names"), STR("1"));
}

static void
hear(const char *text)
{
	struct command parsed;

	if (!TAP_NUM(grammar_parse(str_from(text), FROM_SERVER, &parsed),
		CODE_OK, "heard: %.60s", text))
		return;
	status_notes_note(&notes, &session, &parsed);
	session_note(&session, &parsed);
}

static size_t
asked(void)
{
	const struct str out = buf_str(&session.out);
	size_t lines = 0;

	for (size_t i = 0; i < out.len; i++)
		lines += out.at[i] == '\n';
	return lines - 1; /* names 1 */
}

static void
asks_and_shows(void)
{
	start();
	hear("names 1 javad ali sara");
	hear("ok names 1 3");
	TAP_STR(buf_str(&session.out),
	    STR("names 1\nget @javad status\nget @ali status\n"
		"get @sara status\n"),
	    "each of them is asked for");
	TAP_OK(!status_notes_come(&notes, &session), "nothing has come");
	hear("ok get @javad 0");
	hear("row @ali status " ID " ali at lunch");
	hear("msg " ID " 1 ali hello");
	hear("ok get @ali 1");
	TAP_OK(!status_notes_come(&notes, &session), "nor has the last answer");
	hear("err get no-such-name no client has that name");
	TAP_OK(status_notes_come(&notes, &session), "now it has");
	TAP_STR(buf_str(&notes.lines), str_from(DIM("-- ali (at lunch)")),
	    "who has one, and who has gone");
}

static void
asks_for_few(void)
{
	start();
	hear("names 1 a1 a2 a3 a4 a5 a6 a7 a8 a9 a10 a11 a12 a13");
	hear("names 1 b1 b2 b3 b4 b5 b6 b7 b8 b9");
	TAP_NUM(asked(), STATUS_NOTES_MOST, "of many only so many are");
	hear("ok names 1 22");
	SESSION_SAY(&session, VERB_NAMES, STR("names"), STR("1"));
	for (size_t i = 0; i < STATUS_NOTES_MOST; i++)
		hear("ok get @a1 0");
	hear("names 1 c1");
	TAP_NUM(
	    asked(), STATUS_NOTES_MOST + 2, "of the next list as many again");
	start();
	hear("names 1 a,b @ +@x a#b 1a xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx ali");
	TAP_STR(buf_str(&session.out),
	    STR("names 1\nget @x status\nget @ali status\n"),
	    "what is no name is not asked for");
	start();
	hear("ok names 1 0");
	hear("names 1 javad ali");
	TAP_NUM(asked(), 0, "nor what nobody has asked to be told");
	start();
	SESSION_ASK(&session, VERB_NAMES, STR("names"), STR("2"));
	hear("ok names 1 0");
	hear("names 2 javad ali");
	TAP_NUM(asked(), 1, "nor for a list that the program asked for");
}

/* A list that is asked for while the answers to another one are due. */
static void
asks_twice(void)
{
	start();
	SESSION_SAY(&session, VERB_NAMES, STR("names"), STR("2"));
	hear("names 1 ali");
	hear("ok names 1 1");
	hear("names 2 sara");
	hear("ok names 2 1");
	TAP_NUM(asked(), 3, "both are asked for");
	hear("row @ali status " ID " ali here");
	hear("ok get @ali 1");
	hear("row @sara status " ID " sara there");
	hear("ok get @sara 1");
	TAP_OK(status_notes_come(&notes, &session), "and shown");
	TAP_STR(buf_str(&notes.lines),
	    str_from(DIM("-- ali (here)") DIM("-- sara (there)")),
	    "in one piece");
}

static void
is_older(void)
{
	start();
	hear("names 1 ali");
	hear("ok names 1 1");
	hear("err - bad-command there is no such command");
	TAP_OK(
	    !status_notes_come(&notes, &session), "no tables, nothing to show");
	SESSION_SAY(&session, VERB_NAMES, STR("names"), STR("1"));
	hear("names 1 ali");
	hear("ok names 1 1");
	TAP_NUM(asked(), 2, "and nothing is asked again");
	status_notes_begin(&notes);
	SESSION_SAY(&session, VERB_NAMES, STR("names"), STR("1"));
	hear("names 1 ali");
	TAP_NUM(asked(), 4, "but of the next server");
}

/* Values, and what is shown of them. */
static const struct {
	const char *value;
	const char *line;
} values[] = {
	{ "x) -- sara (gone", DIM("-- ali (x) -- sara (gone)") },
	{ "\x03"
	  "4red\x02 \xe2\x80\xae"
	  "abc",
	    DIM("-- ali (red abc)") },
	{ "a\tb", DIM("-- ali (a    b)") },
	{ "\xe2\x80\xae\x02", "" },
	{ "1234567890123456789012345678901234567890",
	    DIM("-- ali (1234567890123456789012345678901234567890)") },
	{ "12345678901234567890123456789012345678901",
	    DIM("-- ali (1234567890123456789012345678901234567890...)") },
};

static void
shows_values(void)
{
	char line[LIMIT_LINE];

	for (size_t i = 0; i < COUNT(values); i++) {
		start();
		hear("names 1 ali");
		hear("ok names 1 1");
		(void)snprintf(line, sizeof(line),
		    "row @ali status " ID " ali %s", values[i].value);
		hear(line);
		TAP_STR(buf_str(&notes.lines), str_from(values[i].line),
		    "value %zu", i);
	}
	start();
	hear("names 1 ali");
	hear("ok names 1 1");
	hear("row 1 status " ID " ali here");
	hear("row @ali colour " ID " ali red");
	TAP_NUM(buf_len(&notes.lines), 0, "other rows are none");
}

/* As many bytes as a value may have: some take no column, and it is cut. */
static void
fill(char line[LIMIT_LINE], size_t most)
{
	const struct str head = STR("row @ali status " ID " ali a");
	const struct str accent = STR("\xcc\x81");
	const size_t end = head.len - 1 + most;
	size_t len = head.len;

	memcpy(line, head.at, head.len);
	for (; len + accent.len + STATUS_NOTES_COLUMNS <= end;
	     len += accent.len)
		memcpy(line + len, accent.at, accent.len);
	memset(line + len, 'b', end - len);
	line[end] = '\0';
}

/* A server that says more than it was asked for. */
static void
keeps_to_its_room(void)
{
	const struct str end = STR("...)\033[0m\n");
	char line[LIMIT_LINE];
	size_t count = 0;

	fill(line, STATUS_NOTES_BYTES);
	start();
	hear("names 1 ali");
	hear("ok names 1 1");
	while (!status_notes_come(&notes, &session) && count < 1000) {
		hear(line);
		count++;
	}
	TAP_OK(count >= STATUS_NOTES_MOST,
	    "there is room for as many as are asked");
	const struct str shown = buf_str(&notes.lines);
	TAP_OK(count < 1000 &&
		str_eq((struct str) { shown.at + shown.len - end.len, end.len },
		    end),
	    "and it is shown while the last one is whole");
}

/* The longest value that there is. */
static void
shortens(void)
{
	char line[LIMIT_LINE];

	start();
	hear("names 1 ali");
	hear("ok names 1 1");
	fill(line, LIMIT_VALUE);
	hear(line);
	const struct str shown = buf_str(&notes.lines);
	TAP_OK(shown.len > STATUS_NOTES_BYTES &&
		shown.len < STATUS_NOTES_LINE &&
		memcmp(shown.at + shown.len - 11, "\xcc\x81...)\033", 7) == 0,
	    "a note as long as can be is shown by its beginning");
}

int
main(void)
{
	asks_and_shows();
	asks_for_few();
	asks_twice();
	is_older();
	shows_values();
	keeps_to_its_room();
	shortens();
	return tap_done();
}
