/* The mode of the terminal: see term.h and termios(3). */
#include "system/term.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "shared/str.h"

#define COLUMNS_UNKNOWN 80
#define ROWS_UNKNOWN 24

static struct {
	struct termios before;
	bool known; /* before is set; exit restores it */
	bool taken;
} term;

/* Calls tcsetattr(3), again if a signal interrupts it. */
static bool
set_mode(const struct termios *mode)
{
	int result;

	do
		result = tcsetattr(STDIN_FILENO, TCSANOW, mode);
	while (result != 0 && errno == EINTR);
	return result == 0;
}

/* Saves the terminal's mode, only once: later it may be our own raw mode. */
static bool
learn_mode(void)
{
	if (term.known)
		return true;
	if (tcgetattr(STDIN_FILENO, &term.before) != 0)
		return false;
	term.known = atexit(term_give_back) == 0;
	return term.known;
}

bool
term_take(void)
{
	if (!learn_mode())
		return false;
	struct termios raw = term.before;
	raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO | ECHONL | ISIG | IEXTEN);
	raw.c_iflag &= (tcflag_t) ~(IXON | ISTRIP | PARMRK | IGNCR);
	raw.c_oflag |= OPOST | ONLCR;
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	term.taken = set_mode(&raw);
	return term.taken;
}

bool
term_take_lines(bool echoes)
{
	if (!learn_mode())
		return false;
	struct termios mode = term.before;
	if (!echoes) {
		mode.c_lflag &= (tcflag_t)~ECHO;
		mode.c_lflag |= ECHONL;
	}
	term.taken = set_mode(&mode);
	return term.taken;
}

void
term_give_back(void)
{
	/* On failure the terminal is gone, and there is nothing to restore. */
	if (term.taken)
		(void)set_mode(&term.before);
	term.taken = false;
}

void
term_disown(void)
{
	term.taken = false;
}

size_t
term_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return COLUMNS_UNKNOWN;
	return size.ws_col;
}

size_t
term_rows(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
		return ROWS_UNKNOWN;
	return size.ws_row;
}

bool
term_is_dumb(void)
{
	const char *name = getenv("TERM");

	return name == NULL || *name == '\0' || strcmp(name, "dumb") == 0;
}

bool
term_has_two_screens(void)
{
	const char *name = getenv("TERM");

	if (name == NULL || str_begins(str_from(name), STR("linux")))
		return false;
	/* tmux(1) has an alternate screen, even if it calls itself screen. */
	return !str_begins(str_from(name), STR("screen")) ||
	    getenv("TMUX") != NULL;
}
