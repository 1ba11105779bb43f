/*
 * A name has the same colour everywhere and for everyone, in as many colours as
 * the terminal has, or none; the configuration sets the look of the parts of a
 * window.
 */
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static struct server *server;

static struct pty *
begin(const char *name)
{
	struct pty *pty =
	    PTY_WINDOW(server->address[0], 12, 80, "-n", name, "dev");

	pty_expect_has(pty, "] -- in #dev: ");
	pty_type(pty, "/clear\r");
	pty_expect_not(pty, "-- in #dev: ");
	return pty;
}

static void
end(struct pty *pty)
{
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

static const struct {
	const char *term, *colorterm, *no_color;
	const char *sara, *mina; /* what these look like */
} rows[] = {
	{ "xterm-256color", NULL, NULL, "97", "28" },
	{ "xterm-256color", "truecolor", NULL, "#c52ec5", "#0073e6" },
	{ "xterm", NULL, NULL, "bright-blue", "cyan" },
	{ "xterm", "24bit", NULL, "#c52ec5", "#0073e6" },
	{ "xterm-direct", NULL, NULL, "#c52ec5", "#0073e6" },
	{ "linux", "truecolor", NULL, "bright-blue", "cyan" },
	{ "vt100", NULL, NULL, "bright-blue", "cyan" },
	{ "xterm-mono", "truecolor", NULL, "none", "none" },
	{ "xterm-256color", "truecolor", "1", "none", "none" },
	{ "xterm-256color", NULL, "", "97", "28" },
};

static void
set(const char *name, const char *value)
{
	MUST((value != NULL ? setenv(name, value, 1) : unsetenv(name)) == 0,
	    "out of memory");
}

static void
has_colours(size_t i, struct conn *sara, struct conn *mina)
{
	set("COLORTERM", rows[i].colorterm);
	set("NO_COLOR", rows[i].no_color);
	pty_term(rows[i].term);
	struct pty *pty = begin("javad");
	conn_say(sara, "send dev hello all");
	conn_say(mina, "send dev hi");
	pty_expect_has(pty, "sara: hello all");
	pty_expect_has(pty, "mina: hi");
	pty_expect_style(pty, "sara", rows[i].sara);
	pty_expect_style(pty, "mina", rows[i].mina);
	PASS("TERM %s, COLORTERM %s, NO_COLOR %s", rows[i].term,
	    rows[i].colorterm != NULL ? rows[i].colorterm : "not set",
	    rows[i].no_color != NULL ? rows[i].no_color : "not set");
	end(pty);
}

/* As the configuration says it; a style that is wrong is told at the start. */
static void
has_theme(struct conn *sara)
{
	pty_config("theme mention bold yellow\ntheme own underline\n"
		   "theme time 33\ntheme event italic green\n"
		   "theme bar white on blue\ntheme mistake bold magenta\n");
	pty_term("xterm-256color");
	set("COLORTERM", NULL);
	struct pty *pty = begin("javad");
	conn_say(sara, "send dev javad: tea?");
	pty_expect_has(pty, "sara: javad: tea?");
	pty_expect_style(pty, "sara", "bold yellow");
	pty_expect_style(pty, "]", "33");
	pty_type(pty, "yes\r/nosuch\r");
	pty_expect_has(pty, "javad: yes");
	pty_expect_style(pty, ": yes", "none");
	pty_expect_style(pty, "!!", "bold magenta");
	pty_expect_style(pty, "[1:#dev]", "white on blue");
	conn_say(sara, "topic dev tea");
	pty_expect_style(pty, "-- sara has set", "italic green");
	PASS("the theme of the configuration");
	end(pty);
}

int
main(void)
{
	server = server_start(NULL);
	struct conn *sara = conn_member(server, "sara", "dev");
	struct conn *mina = conn_member(server, "mina", "dev");

	for (size_t i = 0; i < COUNT(rows); i++)
		has_colours(i, sara, mina);
	has_theme(sara);
	server_stop(server);
	return tap_done();
}
