/*
 * The tests' terminal shows what tmux shows: both are fed the same random text
 * and sequences. Left out is what tmux does unlike xterm: in the last column,
 * until the next character wraps; at half a wide character; before the first
 * column; how what is erased looks.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <stdnoreturn.h>
#include <string.h>
#include <sys/stat.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/tmux.h"
#include "tests/lib/wanted.h"

#define ROWS 8
#define COLUMNS 20
#define ROUNDS 100
#define STEPS 60
#define TEXT 64
#define SECOND "\033[?1049"
#define RESET SECOND "l\033c"
#define SCREEN ((size_t)64 * 1024)

#define PIECES ((size_t)4 * STEPS)

static struct {
	char socket[SCRATCH_PATH];
	int in; /* of the terminal in tmux */
	int out; /* what it answers */
	struct vt vt;
	struct vt seen; /* what tmux has drawn */
	size_t columns[ROWS]; /* so far it says how it looks */
	bool second_seen; /* for there, tmux keeps the cursor elsewhere */
	char piece[PIECES][TEXT]; /* texts and sequences of this round */
	size_t pieces;
	char bytes[SCREEN]; /* that were sent of them */
	size_t len;
} both;

static void
put(const char *text)
{
	MUST(both.pieces < PIECES, "a round is too long");
	(void)snprintf(both.piece[both.pieces++], TEXT, "%s", text);
}

/* ESC [ number last */
static void
sequence(unsigned number, char last)
{
	char text[TEXT];

	(void)snprintf(text, sizeof(text), "\033[%u%c", number, last);
	put(text);
}

static void
print(void)
{
	static const char *const parts[] = { "a", "b c", "some", "word ",
		"\xc3\xa4", "\xe4\xb8\xad\xe6\x96\x87", "e\xcc\x81",
		"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85", "0123456789" };

	for (uint32_t i = dice(4) + 1; i > 0; i--)
		put(parts[dice(COUNT(parts))]);
}

static void
move(void)
{
	static const char how[] = "ABCDGd";
	char text[TEXT];

	if (dice_once_in(2)) {
		sequence(dice(12), how[dice(sizeof(how) - 1)]);
		return;
	}
	(void)snprintf(text, sizeof(text), "\033[%u;%u%c", dice(ROWS + 2),
	    dice(COLUMNS + 2), dice_once_in(2) ? 'H' : 'f');
	put(text);
}

static void
feed_line(void)
{
	static const char *const feeds[] = { "\r\n", "\n", "\r", "\b", "\033M",
		"\r\n", "\n\n\n" };

	put(feeds[dice(COUNT(feeds))]);
}

static void
erase(void)
{
	sequence(dice(3), dice_once_in(4) ? 'J' : 'K');
}

static void
style(void)
{
	static const char *const styles[] = { "", "0", "1", "2", "3", "4", "7",
		"9", "22", "23", "24", "27", "29", "31", "44", "96", "107",
		"39", "49", "1;33;41", "38;5;214", "48;5;17", "38;2;1;22;250",
		"0;48;2;9;8;7" };
	char text[TEXT];

	(void)snprintf(
	    text, sizeof(text), "\033[%sm", styles[dice(COUNT(styles))]);
	put(text);
}

static void
region(void)
{
	const uint32_t top = dice(ROWS - 1) + 1;
	char text[TEXT];

	if (dice_once_in(3)) {
		put("\033[r");
		return;
	}
	(void)snprintf(
	    text, sizeof(text), "\033[%u;%ur", top, top + 1 + dice(ROWS - top));
	put(text);
}

static void
scroll(void)
{
	sequence(dice(ROWS + 2), dice_once_in(2) ? 'S' : 'T');
}

static void
mode(void)
{
	static const char *const modes[] = { "\033[?7l", "\033[?7h", "\033[?7h",
		"\0337", "\0338", SECOND "h", SECOND "l" };

	put(modes[dice(COUNT(modes))]);
}

static void
step(void)
{
	static void (*const steps[])(void) = { print, print, print, print, move,
		move, feed_line, feed_line, erase, style, style, region, scroll,
		mode };

	steps[dice(COUNT(steps))]();
}

/* Is the cursor at the second half of a wide character? */
static bool
is_behind_wide(void)
{
	const struct vt *vt = &both.vt;

	return vt->column < COLUMNS && vt_cell(vt, vt->row, vt->column)->behind;
}

/* At either half of one? */
static bool
is_at_wide(void)
{
	const struct vt *vt = &both.vt;

	return is_behind_wide() ||
	    (vt->column + 1 < COLUMNS &&
		vt_cell(vt, vt->row, vt->column + 1)->behind);
}

static void
send(const char *text)
{
	const size_t len = strlen(text);

	MUST(both.len + len < SCREEN, "a round is too long");
	memcpy(both.bytes + both.len, text, len);
	both.len += len;
	vt_feed(&both.vt, text, len);
}

/* Does tmux do with it what xterm does not? */
static bool
is_other_in_tmux(const char *text, char last)
{
	const bool escape = text[0] == '\033';

	if (strncmp(text, SECOND, strlen(SECOND)) == 0)
		return both.vt.second == (last == 'h');
	return (text[0] == '\b' && both.vt.column == 0) ||
	    (escape && (last == 'J' || last == 'K') && is_at_wide()) ||
	    (escape && last == '8' && both.second_seen) ||
	    (both.vt.no_wrap && strstr(text, "\xcc\x81") != NULL);
}

/* Not from where tmux does other things, and not those. */
static void
send_piece(const char *text)
{
	const char last = text[strlen(text) - 1];
	const bool prints = (unsigned char)text[0] >= ' ';
	const bool moves = !prints && last != 'm';

	if ((moves && both.vt.column == COLUMNS) ||
	    (prints && is_behind_wide()))
		send("\r");
	if (!is_other_in_tmux(text, last))
		send(text);
	both.second_seen |= both.vt.second;
}

static void
write_all(const char *bytes, size_t len)
{
	const usec end = deadline();

	while (len > 0) {
		const ssize_t count = io_write(both.in, bytes, len);
		MUST(count > 0 || (count == IO_AGAIN && deadline_pause(end)),
		    "tmux does not read: %s", strerror(errno));
		bytes += count > 0 ? count : 0;
		len -= count > 0 ? (size_t)count : 0;
	}
}

/* Waits for its answer to where the cursor is, and with that for all else. */
static void
ask(unsigned *row, unsigned *column)
{
	const usec end = deadline();
	char text[TEXT];
	size_t len = 0;

	write_all("\033[6n", 4);
	do {
		MUST(deadline_poll(both.out, POLLIN, end),
		    "tmux does not answer");
		const ssize_t count =
		    io_read(both.out, text + len, sizeof(text) - 1 - len);
		MUST(count > 0, "tmux does not answer: %s", strerror(errno));
		len += (size_t)count;
		text[len] = '\0';
	} while (strchr(text, 'R') == NULL);
	MUST(sscanf(text, "\033[%u;%uR", row, column) == 2, "it says %s", text);
}

/* Runs a command of tmux and copies its output; 0 on success. */
static int
call(const char *command, char *to, size_t size)
{
	char text[2 * SCRATCH_PATH];
	size_t len = 0;

	(void)snprintf(
	    text, sizeof(text), "tmux -S %s %s 2>&1", both.socket, command);
	FILE *said = popen(text, "r"); /* NOLINT: the test's own words */
	MUST(said != NULL, "cannot run tmux");
	len = fread(to, 1, size - 1, said);
	to[len] = '\0';
	return pclose(said);
}

/* As tmux tells them: rows that end with LF, with their styles. */
static void
look(void)
{
	static char text[SCREEN];
	size_t row = 0;

	MUST(call("capture-pane -p -e -N", text, sizeof(text)) == 0,
	    "tmux says: %s", text);
	vt_init(&both.seen, ROWS, COLUMNS);
	both.seen.window = true;
	for (const char *at = text; *at != '\0'; at++)
		if (*at != '\n')
			vt_feed(&both.seen, at, 1);
		else if (row < ROWS) {
			both.columns[row++] = both.seen.column;
			vt_feed(&both.seen, "\r\n", row < ROWS ? 2 : 0);
		}
}

/* The screen as what is wanted: rows with LF between them. */
static const char *
rows_of(const struct vt *vt)
{
	static char text[ROWS * (VT_TEXT + 1)];
	char row[VT_TEXT];
	size_t len = 0;

	for (size_t i = 0; i < ROWS; i++) {
		vt_text(vt, i, row);
		len += (size_t)snprintf(
		    text + len, sizeof(text) - len, "%s\n", row); /* fits */
	}
	return text;
}

/* The bytes of the round, for messages. */
static const char *
told(void)
{
	static char text[4 * SCREEN];
	size_t len = 0;

	for (size_t i = 0; i < both.len; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
		    both.bytes[i] < ' ' ? "\\%03o" : "%c", /* or of UTF-8 */
		    (unsigned char)both.bytes[i]);
	return text;
}

/* The first cell that looks otherwise than in tmux; false: none does. */
static bool
find_other_style(size_t *row, size_t *column)
{
	for (*row = 0; *row < ROWS; ++*row)
		for (*column = 0; *column < both.columns[*row]; ++*column) {
			const struct vt_cell *ours =
			    vt_cell(&both.vt, *row, *column);
			const struct vt_cell *theirs =
			    vt_cell(&both.seen, *row, *column);
			if (ours->text[0] != '\0' &&
			    !vt_style_is(&ours->style, &theirs->style, false))
				return true;
		}
	return false;
}

static bool
is_cursor_other(void)
{
	unsigned row, column;

	ask(&row, &column);
	/* tmux 3.3 tells of a column more while the next character wraps. */
	return row != both.vt.row + 1 ||
	    (column != both.vt.column + 1 && column != both.vt.column);
}

/* Sends all pieces but those from the first to before the end. */
static bool
differ_without(size_t first, size_t end)
{
	size_t row, column;

	both.len = 0;
	both.second_seen = false;
	write_all(RESET, strlen(RESET));
	vt_init(&both.vt, ROWS, COLUMNS);
	both.vt.window = true;
	for (size_t i = 0; i < both.pieces; i++)
		if (i < first || i >= end)
			send_piece(both.piece[i]);
	write_all(both.bytes, both.len);
	const bool other = is_cursor_other();
	look();
	return other || !wanted_screen(rows_of(&both.seen), &both.vt) ||
	    find_other_style(&row, &column);
}

/* Leaves out what does not matter, for the person who looks at the rest. */
static void
shorten(void)
{
	for (size_t many = both.pieces / 2; many > 0; many /= 2)
		for (size_t i = 0; i + many <= both.pieces;) {
			if (!differ_without(i, i + many)) {
				i += many;
				continue;
			}
			both.pieces -= many;
			memmove(both.piece[i], both.piece[i + many],
			    (both.pieces - i) * TEXT);
		}
	(void)differ_without(0, 0);
}

static noreturn void
tell(void)
{
	char words[2][VT_STYLE] = { "", "" };
	size_t row, column;

	shorten();
	if (find_other_style(&row, &column)) {
		vt_style_text(&vt_cell(&both.vt, row, column)->style, words[0]);
		vt_style_text(
		    &vt_cell(&both.seen, row, column)->style, words[1]);
		tap_note("row %zu, column %zu: %s, in tmux %s", row, column,
		    words[0], words[1]);
	}
	tap_note("cursor: %zu, %zu", both.vt.row, both.vt.column);
	MUST(false, "tmux shows (-), and the tests' terminal (+):%s\n# %s",
	    wanted_difference(rows_of(&both.seen), &both.vt), told());
	abort();
}

static void
play(void)
{
	both.pieces = 0;
	for (int i = 0; i < STEPS; i++)
		step();
	if (differ_without(0, 0))
		tell();
}

static int
open_fifo(const char *name)
{
	char path[SCRATCH_PATH];

	scratch_path(path, name);
	MUST(mkfifo(path, 0600) == 0, "cannot make a FIFO");
	const int fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	MUST(fd != -1, "cannot open %s: %s", path, strerror(errno));
	return fd;
}

/* Its server is a child, which ends with the test. */
static void
begin(void)
{
	const usec end = deadline();
	char text[TEXT];
	char command[2 * SCRATCH_PATH];
	char here[SCRATCH_PATH];

	scratch_path(both.socket, "tmux");
	scratch_path(here, "");
	both.in = open_fifo("in");
	both.out = open_fifo("out");
	/* The user's own shell may be none. */
	MUST(setenv("LC_ALL", "C.UTF-8", 1) == 0 && unsetenv("TMUX") == 0 &&
		setenv("SHELL", "/bin/sh", 1) == 0,
	    "out of memory");
	(void)pty_start((const char *const[]) {
	    "tmux", "-S", both.socket, "-f", "/dev/null", "-D", NULL });
	while (call("show-options -g", text, sizeof(text)) != 0)
		MUST(deadline_pause(end), "tmux does not begin: %s", text);
	(void)snprintf(command, sizeof(command),
	    "new-session -d -x %d -y %d -c %s "
	    "'stty raw -echo; cat in & exec cat >out'",
	    COLUMNS, ROWS, here);
	MUST(call(command, text, sizeof(text)) == 0, "tmux says: %s", text);
}

int
main(void)
{
	tmux_needs((const char *const[]) { "tmux", "stty", NULL });
	dice_begin();
	begin();
	for (int i = 0; i < ROUNDS; i++)
		play();
	PASS("%d screens are as tmux shows them", ROUNDS);
	return tap_done();
}
