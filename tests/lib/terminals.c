/* People at terminals: see terminals.h. */
#include "terminals.h"

#include <stdlib.h>

#include "pty.h"
#include "scene.h"

#define TERMINALS 12
#define ARGS 16

static struct {
	struct {
		const char *name;
		struct pty *pty;
	} all[TERMINALS];
	size_t count;
} terminals;

/* Takes the next word of the text; null if there is none. */
static char *
take_word(char **text)
{
	char *word = *text;
	char *space;

	if (word == NULL)
		return NULL;
	space = strchr(word, ' ');
	if (space != NULL)
		*space++ = '\0';
	*text = space;
	return word;
}

static size_t
take_number(char **text)
{
	const char *word = take_word(text);

	MUST(word != NULL, "no number");
	return strtoul(word, NULL, 10);
}

static void
type_keys(const char *where, struct pty *pty, char *text)
{
	(void)where;
	pty_type(pty, text);
}

static void
type_slowly(const char *where, struct pty *pty, char *text)
{
	(void)where;
	pty_type_slowly(pty, text);
}

static void
resize(const char *where, struct pty *pty, char *text)
{
	const size_t rows = take_number(&text);

	(void)where;
	pty_resize_to(pty, rows, take_number(&text));
}

static void
is_line(const char *where, struct pty *pty, char *text)
{
	pty_expect_at(where, pty, "%s", text);
}

static void
begins(const char *where, struct pty *pty, char *text)
{
	pty_expect_begin_at(where, pty, text);
}

static void
has(const char *where, struct pty *pty, char *text)
{
	pty_expect_has_at(where, pty, text, true);
}

static void
lacks(const char *where, struct pty *pty, char *text)
{
	pty_expect_has_at(where, pty, text, false);
}

static void
is_row(const char *where, struct pty *pty, char *text)
{
	const size_t row = take_number(&text);

	pty_expect_row_at(where, pty, row, text != NULL ? text : "");
}

static void
has_cursor(const char *where, struct pty *pty, char *text)
{
	const size_t column = take_number(&text);

	pty_expect_cursor_at(where, pty, text != NULL ? text : "", column);
}

static void
is_at(const char *where, struct pty *pty, char *text)
{
	const size_t row = take_number(&text);

	pty_expect_place_at(where, pty, row, take_number(&text));
}

static void
has_style(const char *where, struct pty *pty, char *text)
{
	char *end = strstr(text, ": ");

	MUST(end != NULL, "no style");
	*end = '\0';
	pty_expect_style_at(where, pty, end + 2, text);
}

static void
is_joined(const char *where, struct pty *pty, char *text)
{
	pty_expect_joined_at(where, pty, take_number(&text), true);
}

static void
is_apart(const char *where, struct pty *pty, char *text)
{
	pty_expect_joined_at(where, pty, take_number(&text), false);
}

static void
has_title(const char *where, struct pty *pty, char *text)
{
	pty_expect_title_at(where, pty, text);
}

static void
has_rung(const char *where, struct pty *pty, char *text)
{
	pty_expect_bells_at(where, pty, take_number(&text));
}

static void
shows_second(const char *where, struct pty *pty, char *text)
{
	(void)text;
	pty_expect_second_at(where, pty, true);
}

static void
shows_first(const char *where, struct pty *pty, char *text)
{
	(void)text;
	pty_expect_second_at(where, pty, false);
}

static void
is_restored(const char *where, struct pty *pty, char *text)
{
	(void)text;
	pty_expect_mode_at(where, pty, true);
}

static void
is_changed(const char *where, struct pty *pty, char *text)
{
	(void)text;
	pty_expect_mode_at(where, pty, false);
}

static void
is_left(const char *where, struct pty *pty, char *text)
{
	(void)text;
	pty_expect_left_well_at(where, pty);
}

static void
leaves(const char *where, struct pty *pty, char *text)
{
	(void)text;
	scene_leave_at(where, pty);
}

static void
exits(const char *where, struct pty *pty, char *text)
{
	const int status = pty_status_at(where, pty);

	if (status != (int)take_number(&text))
		must_end(where, "it has ended with %d", status);
}

static const struct {
	const char *word;
	void (*act)(const char *where, struct pty *pty, char *text);
} verbs[] = {
	{ "types", type_keys },
	{ "slowly", type_slowly },
	{ "size", resize },
	{ "line", is_line },
	{ "begins", begins },
	{ "has", has },
	{ "lacks", lacks },
	{ "row", is_row },
	{ "cursor", has_cursor },
	{ "place", is_at },
	{ "style", has_style },
	{ "joined", is_joined },
	{ "apart", is_apart },
	{ "title", has_title },
	{ "bells", has_rung },
	{ "second", shows_second },
	{ "first", shows_first },
	{ "restored", is_restored },
	{ "changed", is_changed },
	{ "left", is_left },
	{ "leaves", leaves },
	{ "exits", exits },
};

static struct pty *
find(const char *where, const char *who)
{
	for (size_t i = 0; i < terminals.count; i++)
		if (strcmp(terminals.all[i].name, who) == 0)
			return terminals.all[i].pty;
	must_end(where, "there is no %s", who);
}

/* Begins a program; false if the word is another. */
static bool
begin(const char *who, const char *word, char *text, const char *address)
{
	const bool window = strcmp(word, "window") == 0;
	const char *args[ARGS + 1] = { NULL };
	size_t rows = 0, columns = 0;
	struct pty **pty = &terminals.all[terminals.count].pty;

	if (!window && strcmp(word, "client") != 0)
		return false;
	if (window) {
		rows = take_number(&text);
		columns = take_number(&text);
	}
	for (size_t i = 0; i < ARGS && text != NULL; i++)
		args[i] = take_word(&text);
	MUST(terminals.count < TERMINALS, "too many terminals");
	terminals.all[terminals.count++].name = who;
	*pty = window ? pty_window(address, rows, columns, args) :
			pty_client(address, args);
	return true;
}

void
terminals_act(const char *where, const char *who, const char *word, char *text,
    const char *address)
{
	if (begin(who, word, text, address))
		return;
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].word, word) == 0) {
			verbs[i].act(where, find(where, who), text);
			return;
		}
	must_end(where, "there is no \"%s\"", word);
}

void
terminals_show(const char *where, const char *who, const char *screen)
{
	pty_expect_screen_at(where, find(where, who), screen);
}
