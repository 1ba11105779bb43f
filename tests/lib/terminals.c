/* People at terminals: see terminals.h. */
#include "terminals.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deadline.h"
#include "fake.h"
#include "proc.h"
#include "pty.h"
#include "scan.h"
#include "scratch.h"
#include "scripts.h"
#include "server.h"
#include "talk_lines.h"

#define TERMINALS 32
#define ARGS 16
#define ROWS (2 * VT_ROWS) /* that can be wanted */
#define SHOWN_SIZE ((size_t)256 * 1024)

static struct {
	struct {
		const char *name;
		struct pty *pty;
		bool is_shell;
	} all[TERMINALS];
	size_t count;
} terminals;

/* A screen that is wanted. */
struct page {
	struct str row[ROWS];
	size_t rows;
};

/* Takes a number, the next word of the text; null if it was the last. */
static size_t
take_number(char **text)
{
	const char *word = *text;

	MUST(word != NULL, "no number");
	*text = talk_lines_behind(*text);
	return strtoul(word, NULL, 10);
}

static struct str
from(struct str s, size_t at)
{
	return (struct str) { s.at + at, s.len - at };
}

/* How much of the text is what is wanted first, one byte or two digits. */
static size_t
one_is(struct str wanted, struct str text)
{
	uint64_t number;

	if (str_begins(wanted, STR("##")))
		return text.len >= 2 &&
			str_to_number(
			    (struct str) { text.at, 2 }, 99, &number) ?
		    2 :
		    0;
	return text.len > 0 && text.at[0] == wanted.at[0];
}

static bool
begins_with(struct str wanted, struct str text, size_t *len)
{
	size_t used = 1;

	for (*len = 0; *len < wanted.len && used > 0; *len += used)
		used = one_is(from(wanted, *len), from(text, *len));
	return used > 0;
}

static struct str
without_end(struct str row)
{
	while (row.len > 0 && row.at[row.len - 1] == ' ')
		row.len--;
	return row;
}

static bool
wanted_is(struct str wanted, struct str text)
{
	size_t len;

	wanted = without_end(wanted);
	return begins_with(wanted, text, &len) && len == text.len;
}

static bool
wanted_has(struct str wanted, struct str text)
{
	size_t len;

	for (size_t i = 0; i <= text.len; i++)
		if (begins_with(wanted, from(text, i), &len))
			return true;
	return false;
}

static bool
is_any(struct str row)
{
	return str_eq(row, STR("..."));
}

static void
cut(struct page *page, const char *text)
{
	struct str rest = str_from(text);

	page->rows = 0;
	while (rest.at != NULL && page->rows < ROWS)
		page->row[page->rows++] = str_cut(&rest, '\n');
	if (page->rows > 1 && page->row[page->rows - 1].len == 0)
		page->rows--; /* the last one's LF */
}

/* Are the rows wanted from i on those of the screen from j on? */
static bool
are_rows(const struct page *wanted, size_t i, const struct vt *vt, size_t j)
{
	char text[VT_TEXT];

	for (; j < vt->rows; i++, j++) {
		if (i < wanted->rows && is_any(wanted->row[i]))
			break;
		vt_text(vt, j, text);
		if (!wanted_is(i < wanted->rows ? wanted->row[i] : STR(""),
			str_from(text)))
			return false;
	}
	if (i >= wanted->rows)
		return true;
	if (!is_any(wanted->row[i]))
		return false;
	if (i + 1 == wanted->rows)
		return true;
	for (; j <= vt->rows; j++)
		if (are_rows(wanted, i + 1, vt, j))
			return true;
	return false;
}

/*
 * Returns whether these are the rows of the screen, from the top, separated by
 * LF; the rows below must be empty. A row "..." stands for any number of rows,
 * "##" elsewhere for two digits. Trailing spaces do not count.
 */
static bool
wanted_screen(const char *wanted, const struct vt *vt)
{
	struct page page;

	cut(&page, wanted);
	return are_rows(&page, 0, vt, 0);
}

/* Adds a row to what is shown. */
static size_t
add(char *shown, size_t len, const char *mark, struct str row)
{
	const int more = snprintf(shown + len, SHOWN_SIZE - len,
	    "\n#   %s|%.*s", mark, (int)row.len, row.at);

	return more > 0 && (size_t)more < SHOWN_SIZE - len ?
	    len + (size_t)more :
	    len;
}

/*
 * Returns the rows of both, for messages: those that are wanted with "-", and
 * those of the screen with "+", or ">" at the cursor. Valid until the next
 * call.
 */
static const char *
wanted_difference(const char *wanted, const struct vt *vt)
{
	static char shown[SHOWN_SIZE];
	char text[VT_TEXT];
	struct page page;
	size_t len = 0;

	cut(&page, wanted);
	for (size_t i = 0; i < page.rows; i++)
		len = add(shown, len, "-", page.row[i]);
	for (size_t row = 0; row < vt->rows; row++) {
		vt_text(vt, row, text);
		len =
		    add(shown, len, row == vt->row ? ">" : "+", str_from(text));
	}
	return shown;
}

/*
 * Until the condition holds: it is asked anew each time that something has
 * come, and now and then. The rest says, at the end, what was not so.
 */
#define AWAIT(condition, ...)                                  \
	do {                                                   \
		const usec end = deadline();                   \
		pty_look(pty);                                 \
		while (!(condition))                           \
			MUST(pty_wait(pty, end), __VA_ARGS__); \
	} while (0)

/* Is that true of a row? */
static bool
any_row(const struct pty *pty, bool (*is)(struct str wanted, struct str row),
    const char *text)
{
	char row[VT_TEXT];

	for (size_t i = 0; i < pty->vt.rows; i++) {
		vt_text(&pty->vt, i, row);
		if (is(str_from(text), str_from(row)))
			return true;
	}
	return false;
}

static bool
begins(struct str text, struct str row)
{
	return str_begins(row, text);
}

static bool
row_is(const struct pty *pty, size_t row, const char *wanted)
{
	char text[VT_TEXT];

	if (row >= pty->vt.rows)
		return false;
	vt_text(&pty->vt, row, text);
	return wanted_is(str_from(wanted), str_from(text));
}

/* The first place of the text that does not look so, or null: it does. */
static const struct vt_cell *
find_other(const struct vt *vt, size_t row, const char *text,
    const struct vt_style *wanted)
{
	size_t columns = 0;
	const size_t first = vt_find(vt, row, text, &columns);

	for (size_t i = 0; i < columns; i++) {
		const struct vt_cell *cell = vt_cell(vt, row, first + i);
		const bool space = !cell->behind &&
		    (cell->text[0] == '\0' || *cell->text == ' ');
		if (!vt_style_is(&cell->style, wanted, space))
			return cell;
	}
	return NULL;
}

/* Says how the text looks: nothing if as wanted. */
static const char *
look_of(const struct pty *pty, const char *text, const struct vt_style *wanted)
{
	static char words[VT_STYLE];
	size_t columns;

	for (size_t row = 0; row < pty->vt.rows; row++) {
		if (vt_find(&pty->vt, row, text, &columns) == VT_COLUMNS)
			continue;
		const struct vt_cell *other =
		    find_other(&pty->vt, row, text, wanted);
		if (other == NULL)
			return NULL;
		vt_style_text(&other->style, words);
		return words;
	}
	return "nowhere";
}

static bool
cursor_row_is(const struct pty *pty, const char *text)
{
	char row[VT_TEXT];

	vt_text(&pty->vt, pty->vt.row, row);
	return strcmp(row, text) == 0;
}

static bool
has_mode_before(const struct pty *pty)
{
	struct termios now;

	return tcgetattr(pty->slave, &now) == 0 &&
	    now.c_lflag == pty->before.c_lflag &&
	    now.c_iflag == pty->before.c_iflag &&
	    now.c_oflag == pty->before.c_oflag;
}

/* Returns the first mode that the program left on in the terminal, or null. */
static const char *
left_behind(const struct pty *pty)
{
	const struct vt *vt = &pty->vt;
	const struct {
		bool left;
		const char *what;
	} things[] = {
		{ vt->second, "the second screen" },
		{ vt->hidden, "a hidden cursor" },
		{ vt->no_wrap, "no wrapping" },
		{ vt->marks_pastes, "marks of pastes" },
		{ vt->tells_focus, "reports of the focus" },
		{ !vt->wheel_is_keys, "a wheel without keys" },
		{ vt->titles_kept > 0, "a title kept" },
		{ vt->style.marks != 0 || vt->style.ink != 0 ||
			vt->style.paper != 0,
		    "a style" },
		{ vt->pending_len > 0, "half a sequence" },
	};

	for (size_t i = 0; i < COUNT(things); i++)
		if (things[i].left)
			return things[i].what;
	return has_mode_before(pty) ? NULL : "raw mode";
}

static void
has_text(struct pty *pty, const char *text)
{
	AWAIT(any_row(pty, wanted_has, text), "no row has \"%s\":%s", text,
	    pty_shown(pty));
}

static void
show_cursor(struct pty *pty, size_t column, const char *text)
{
	AWAIT(pty->vt.column == column && cursor_row_is(pty, text),
	    "not \"%s\" with the cursor in %zu, but in %zu:%s", text, column,
	    pty->vt.column, pty_shown(pty));
}

static void
is_second(struct pty *pty, bool wanted)
{
	AWAIT(pty->vt.second == wanted, "it is %s the second screen:%s",
	    wanted ? "not on" : "still on", pty_shown(pty));
}

static void
is_restored(struct pty *pty, bool wanted)
{
	AWAIT(has_mode_before(pty) == wanted, "the terminal is %s raw mode:%s",
	    wanted ? "still in" : "not in", pty_shown(pty));
}

/* A word, and what it does with the terminal and the text. */
#define VERB(name, ...)                               \
	static void name(struct pty *pty, char *text) \
	{                                             \
		(void)text;                           \
		__VA_ARGS__;                          \
	}
VERB(line,
    AWAIT(any_row(pty, str_eq, text), "no row is \"%s\" but:%s", text,
	pty_shown(pty)))
VERB(title,
    AWAIT(wanted_is(str_from(text), str_from(pty->vt.title)),
	"the title is not \"%s\" but \"%s\"", text, pty->vt.title))
VERB(second, is_second(pty, true))
VERB(first, is_second(pty, false))
VERB(restored, is_restored(pty, true))
VERB(changed, is_restored(pty, false))
VERB(left,
    AWAIT(left_behind(pty) == NULL, "it leaves %s:%s", left_behind(pty),
	pty_shown(pty)))
VERB(passes, pty_pace(pty, (usec)(strtod(text, NULL) * (double)SEC)))
VERB(sends, MUST(kill(pty->pid, scripts_signal(text)) == 0, "cannot signal"))
VERB(beginning,
    AWAIT(any_row(pty, begins, text), "no row begins with \"%s\" but:%s", text,
	pty_shown(pty)))
VERB(has, has_text(pty, text))

/* What the servers have said is shown before it is looked for. */
static void
lacks(struct pty *pty, char *text)
{
	const usec until = deadline();

	server_await_rest();
	do
		pty_look(pty);
	while (pty->pid != 0 && proc_runs(pty->pid) && pty_wait(pty, until));
	AWAIT(!any_row(pty, wanted_has, text), "a row has \"%s\":%s", text,
	    pty_shown(pty));
}

static void
row(struct pty *pty, char *text)
{
	const size_t number = take_number(&text);
	const char *wanted = text != NULL ? text : "";

	AWAIT(row_is(pty, number, wanted), "row %zu is not \"%s\":%s", number,
	    wanted, pty_shown(pty));
}

static void
cursor(struct pty *pty, char *text)
{
	const size_t column = take_number(&text);

	show_cursor(pty, column, text != NULL ? text : "");
}

static void
place(struct pty *pty, char *text)
{
	const size_t number = take_number(&text);
	const size_t column = take_number(&text);

	AWAIT(pty->vt.row == number && pty->vt.column == column,
	    "the cursor is not in row %zu, column %zu, but in %zu, %zu:%s",
	    number, column, pty->vt.row, pty->vt.column, pty_shown(pty));
}

/* The bell has rung that often since the start, and not more often. */
static void
bells(struct pty *pty, char *text)
{
	const size_t count = take_number(&text);

	AWAIT(pty->vt.bells >= count, "it rang %zu times, not %zu:%s",
	    pty->vt.bells, count, pty_shown(pty));
	MUST(pty->vt.bells == count, "it rang %zu times, not %zu:%s",
	    pty->vt.bells, count, pty_shown(pty));
}

/* "STYLE: TEXT": where the text is first on the screen, it looks so. */
static void
style(struct pty *pty, char *name)
{
	struct vt_style wanted;
	char *text = strstr(name, ": ");

	MUST(text != NULL, "no style");
	*text = '\0';
	text += 2;
	MUST(vt_style_read(&wanted, name), "\"%s\" is no style", name);
	AWAIT(look_of(pty, text, &wanted) == NULL, "\"%s\" is not %s but %s:%s",
	    text, name, look_of(pty, text, &wanted), pty_shown(pty));
}

/* "KEYS => TEXT": types them, and waits until a row has the text. */
static void
types(struct pty *pty, char *text)
{
	char *shown = strstr(text, " => ");

	if (shown != NULL)
		*shown = '\0';
	pty_type(pty, text);
	if (shown != NULL)
		has_text(pty, shown + 4);
}

/* Clears what is typed; two Ctrl-C end a window, and Ctrl-D a stream. */
static void
leaves(struct pty *pty, char *text)
{
	struct termios now;

	if (tcgetattr(pty->slave, &now) == 0 && (now.c_lflag & ICANON) != 0)
		pty_type(pty, "\x15\x04");
	else
		pty_type(pty, "\x05\x15\x03\x03");
	fake_part();
	MUST(pty_status(pty) == 0, "the client does not end well");
	left(pty, text);
}

static void
size(struct pty *pty, char *text)
{
	const size_t rows = take_number(&text);

	pty_resize_to(pty, rows, take_number(&text));
}

/* So many places of the program's memory have the text. */
static void
places(struct pty *pty, char *text)
{
	const size_t wanted = take_number(&text);
	const long found =
	    sanitized() ? -1 : scan_process(pty->pid, text, true);

	MUST(found < 0 || (size_t)found == wanted, "%ld places have it", found);
}

static void
exits(struct pty *pty, char *text)
{
	const int status = pty_status(pty);
	const int number = scripts_signal(text);

	MUST(status ==
		(number != 0 ? PTY_SIGNAL + number :
			       (int)strtol(text, NULL, 10)),
	    "it has ended with %d", status);
}

static const struct {
	const char *word;
	void (*act)(struct pty *pty, char *text);
} verbs[] = {
#define ROW(name)           \
	{                   \
#name, name \
	}
	ROW(types),
	ROW(size),
	ROW(line),
	{ "begins", beginning },
	ROW(has),
	ROW(lacks),
	ROW(row),
	ROW(cursor),
	ROW(place),
	ROW(places),
	ROW(style),
	ROW(title),
	ROW(bells),
	ROW(second),
	ROW(first),
	ROW(restored),
	ROW(changed),
	ROW(left),
	ROW(leaves),
	ROW(passes),
	{ "signal", sends },
	ROW(exits),
};

static struct pty *
find(const char *who)
{
	for (size_t i = terminals.count; i-- > 0;)
		if (strcmp(terminals.all[i].name, who) == 0)
			return terminals.all[i].pty;
	must_end(HERE, "there is no %s", who);
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
	show_cursor(pty, 2, "$");
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
	for (size_t i = 0; i < ARGS && text != NULL; i++) {
		char *rest = talk_lines_behind(text);
		args[i] = argument(text);
		text = rest;
	}
	MUST(terminals.count < TERMINALS, "too many terminals");
	terminals.all[terminals.count].is_shell = shell;
	terminals.all[terminals.count++].name = who;
	*pty = shell ? begin_shell(rows, columns) :
	    window   ? pty_window(address, rows, columns, args) :
		       pty_client(address, args);
	return true;
}

void
terminals_act(
    const char *who, const char *word, char *text, const char *address)
{
	if (begin(who, word, text, address))
		return;
	for (size_t i = 0; i < COUNT(verbs); i++)
		if (strcmp(verbs[i].word, word) == 0) {
			verbs[i].act(find(who), text);
			return;
		}
	must_end(HERE, "there is no \"%s\"", word);
}

void
terminals_leave(void)
{
	for (size_t i = 0; i < terminals.count; i++)
		if (!terminals.all[i].is_shell &&
		    terminals.all[i].pty->pid != 0)
			leaves(terminals.all[i].pty, NULL);
}

void
terminals_show(const char *who, const char *screen)
{
	struct pty *pty = find(who);

	AWAIT(wanted_screen(screen, &pty->vt),
	    "the screen of %zux%zu is not as wanted (-) but (+):%s",
	    pty->vt.columns, pty->vt.rows, wanted_difference(screen, &pty->vt));
}
