/* People at terminals: see terminals.h. */
#include "terminals.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "deadline.h"
#include "pty.h"
#include "scan.h"
#include "scratch.h"
#include "scripts.h"

#define TERMINALS 32
#define ARGS 16

static struct {
	struct {
		const char *name;
		struct pty *pty;
		bool is_shell;
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

/* A word, and what it does with the terminal and the text. */
#define VERB(name, ...)                                                  \
	static void name(const char *where, struct pty *pty, char *text) \
	{                                                                \
		(void)where;                                             \
		(void)text;                                              \
		__VA_ARGS__;                                             \
	}
VERB(slowly, pty_type_slowly(pty, text))
VERB(line, pty_expect_at(where, pty, "%s", text))
VERB(begins, pty_expect_begin_at(where, pty, text))
VERB(has, pty_expect_has_at(where, pty, text, true))
VERB(lacks, pty_expect_has_at(where, pty, text, false))
VERB(joined, pty_expect_joined_at(where, pty, take_number(&text), true))
VERB(apart, pty_expect_joined_at(where, pty, take_number(&text), false))
VERB(title, pty_expect_title_at(where, pty, text))
VERB(bells, pty_expect_bells_at(where, pty, take_number(&text)))
VERB(second, pty_expect_second_at(where, pty, true))
VERB(first, pty_expect_second_at(where, pty, false))
VERB(copied, MUST(strcmp(pty->vt.copied, text) == 0, "%s", pty->vt.copied))
VERB(restored, pty_expect_mode_at(where, pty, true))
VERB(changed, pty_expect_mode_at(where, pty, false))
VERB(left, pty_expect_left_well_at(where, pty))
VERB(passes, pty_pace_at(where, pty, (usec)(strtod(text, NULL) * (double)SEC)))

/* "KEYS => TEXT": types them, and waits until a row has the text. */
static void
types(const char *where, struct pty *pty, char *text)
{
	char *shown = strstr(text, " => ");

	if (shown != NULL)
		*shown = '\0';
	pty_type(pty, text);
	if (shown != NULL)
		pty_expect_has_at(where, pty, shown + 4, true);
}

/* Clears what is typed; two Ctrl-C end the client. */
static void
leaves(const char *where, struct pty *pty, char *text)
{
	(void)text;
	pty_type(pty, "\x05\x15\x03\x03");
	scripts_part();
	if (pty_status_at(where, pty) != 0)
		must_end(where, "the client does not end well");
	pty_expect_left_well_at(where, pty);
}

static void
sends(const char *where, struct pty *pty, char *text)
{
	if (kill(pty->pid, scripts_signal(text)) != 0)
		must_end(where, "cannot signal");
}

static void
size(const char *where, struct pty *pty, char *text)
{
	const size_t rows = take_number(&text);

	(void)where;
	pty_resize_to(pty, rows, take_number(&text));
}

/* So many places of the program's memory have the text. */
static void
places(const char *where, struct pty *pty, char *text)
{
	const size_t wanted = take_number(&text);
	const long found =
	    sanitized() ? -1 : scan_process(pty->pid, text, true);

	if (found >= 0 && (size_t)found != wanted)
		must_end(where, "%ld places have it", found);
}

static void
row(const char *where, struct pty *pty, char *text)
{
	const size_t number = take_number(&text);

	pty_expect_row_at(where, pty, number, text != NULL ? text : "");
}

static void
cursor(const char *where, struct pty *pty, char *text)
{
	const size_t column = take_number(&text);

	pty_expect_cursor_at(where, pty, text != NULL ? text : "", column);
}

static void
place(const char *where, struct pty *pty, char *text)
{
	const size_t number = take_number(&text);

	pty_expect_place_at(where, pty, number, take_number(&text));
}

static void
style(const char *where, struct pty *pty, char *text)
{
	char *end = strstr(text, ": ");

	MUST(end != NULL, "no style");
	*end = '\0';
	pty_expect_style_at(where, pty, end + 2, text);
}

static void
exits(const char *where, struct pty *pty, char *text)
{
	const int status = pty_status_at(where, pty);
	const int number = scripts_signal(text);

	if (status != (number != 0 ? PTY_SIGNAL + number : atoi(text)))
		must_end(where, "it has ended with %d", status);
}

static const struct {
	const char *word;
	void (*act)(const char *where, struct pty *pty, char *text);
} verbs[] = {
#define ROW(name)           \
	{                   \
#name, name \
	}
	ROW(types),
	ROW(slowly),
	ROW(size),
	ROW(line),
	ROW(begins),
	ROW(has),
	ROW(lacks),
	ROW(row),
	ROW(cursor),
	ROW(place),
	ROW(places),
	ROW(style),
	ROW(joined),
	ROW(apart),
	ROW(title),
	ROW(bells),
	ROW(second),
	ROW(first),
	ROW(copied),
	ROW(restored),
	ROW(changed),
	ROW(left),
	ROW(leaves),
	ROW(passes),
	{ "signal", sends },
	ROW(exits),
};

static struct pty *
find(const char *where, const char *who)
{
	for (size_t i = terminals.count; i-- > 0;)
		if (strcmp(terminals.all[i].name, who) == 0)
			return terminals.all[i].pty;
	must_end(where, "there is no %s", who);
}

/*
 * A shell with job control and the prompt "$ ". The terminal does not echo, and
 * that is how it must be whenever a program gives it back.
 */
static struct pty *
begin_shell(size_t rows, size_t columns)
{
	struct pty *pty = pty_start_sized(
	    (const char *[]) { "sh", "-i", "-m", NULL }, rows, columns);

	pty_type(pty, "PS1=$(printf '\\n\\044 '); stty -echo\r");
	pty_expect_cursor(pty, "$", 2);
	pty->before.c_lflag &= ~(tcflag_t)ECHO;
	return pty;
}

/* A word that begins with "@/" is a path in the scratch directory. */
static const char *
argument(const char *word)
{
	static char paths[TERMINALS][SCRATCH_PATH];
	char *path = paths[terminals.count];

	if (strncmp(word, "@/", 2) != 0)
		return word;
	scratch_path(path, word + 2);
	return path;
}

/* Begins a program; false if the word is another. */
static bool
begin(const char *who, const char *word, char *text, const char *address)
{
	const bool shell = strcmp(word, "shell") == 0;
	const bool window = shell || strcmp(word, "window") == 0;
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
		args[i] = argument(take_word(&text));
	MUST(terminals.count < TERMINALS, "too many terminals");
	terminals.all[terminals.count].is_shell = shell;
	terminals.all[terminals.count++].name = who;
	*pty = shell ? begin_shell(rows, columns) :
	    window   ? pty_window(address, rows, columns, args) :
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
terminals_leave(const char *where)
{
	for (size_t i = 0; i < terminals.count; i++)
		if (!terminals.all[i].is_shell &&
		    terminals.all[i].pty->pid != 0)
			leaves(where, terminals.all[i].pty, NULL);
}

void
terminals_show(const char *where, const char *who, const char *screen)
{
	pty_expect_screen_at(where, find(where, who), screen);
}
