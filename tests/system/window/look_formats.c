/*
 * The window shows IRC formatting: bold, italic, underlined, reversed, struck
 * out, and colours if the terminal has any. It ends with the text. Actions are
 * shown as such.
 */
#include <stdlib.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"

static struct server *server;
static struct conn *sara;

static struct pty *
begin(size_t rows, size_t columns)
{
	struct pty *pty =
	    PTY_WINDOW(server->address[0], rows, columns, "-n", "javad", "dev");

	conn_wait_for(sara, "join * dev javad");
	pty_expect_has(pty, "-- in #dev: "); /* before all talk */
	return pty;
}

static void
end(struct pty *pty)
{
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
	conn_wait_for(sara, "quit * javad");
}

static void
shows(void)
{
	struct pty *pty = begin(24, 80);

	conn_say(sara,
	    "send dev a \002bold\002 \035slant\035 \037under\037 "
	    "\026reverse\026 \036strike\036 \00304red\003 "
	    "\0031,8ink\003 \002\037both\017 plain \002open");
	pty_expect_has(pty,
	    "sara: a bold slant under reverse strike red ink both plain open");
	pty_expect_style(pty, "bold", "bold");
	pty_expect_style(pty, "slant", "italic");
	pty_expect_style(pty, "under", "underline");
	pty_expect_style(pty, "reverse", "reverse");
	pty_expect_style(pty, "strike", "strike");
	pty_expect_style(pty, "red", "bright-red");
	pty_expect_style(pty, "ink", "black on bright-yellow");
	pty_expect_style(pty, "both", "bold underline");
	pty_expect_style(pty, "plain", "none");
	conn_say(sara, "send dev next");
	pty_expect_has(pty, "sara: next");
	pty_expect_style(pty, "next", "none");
	PASS("formats of IRC");
	conn_say(sara, "send dev \001ACTION waves at \002you\002\001");
	pty_expect_has(pty, "] * sara waves at you");
	pty_type(pty, "/me waves back\r");
	pty_expect_has(pty, "] * javad waves back");
	PASS("what somebody does");
	conn_say(sara, "tell javad \001ACTION whispers\001");
	pty_expect_has(pty, "2:sara(1!)");
	pty_type(pty, "\0332");
	pty_expect_has(pty, "] * sara whispers");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "] [#dev] * sara waves at you");
	pty_expect_has(pty, "] sara -> you: * sara whispers");
	PASS("also alone with us, and in the view of all");
	end(pty);
}

/* A style goes on in the rows behind, and no farther. */
static void
goes_on(void)
{
	struct pty *pty = begin(10, 40);

	conn_say(sara,
	    "send dev one \002two three four five six seven eight "
	    "nine ten");
	conn_say(sara, "send dev end");
	pty_expect_screen(pty,
	    " #dev\n"
	    "...\n"
	    "sara: one two three four five six seven\n"
	    "    eight nine ten\n"
	    "sara: end\n"
	    "[1:#dev] 2 members          javad  ##:##\n"
	    "[#dev]");
	pty_expect_style(pty, "eight nine ten", "bold");
	pty_expect_style(pty, "end", "none");
	PASS("a format in more than one row");
	end(pty);
}

static void
has_no_colours(void)
{
	MUST(setenv("NO_COLOR", "1", 1) == 0, "out of memory");
	struct pty *pty = begin(10, 40);
	conn_say(sara, "send dev \002\00304bold\003 but\002 not \0033red");
	pty_expect_has(pty, "sara: bold but not red");
	pty_expect_style(pty, "bold but", "bold");
	pty_expect_style(pty, "not red", "none");
	TAP_NUM(pty->vt.colours, 0, "NO_COLOR: marks, and no colours");
	end(pty);
}

int
main(void)
{
	server = server_start(NULL);
	sara = conn_member(server, "sara", "dev");
	shows();
	goes_on();
	has_no_colours();
	server_stop(server);
	return tap_done();
}
