/*
 * At every width, the status line shows the most important parts: the view, the
 * urgent views and the lines below; then the clock, and the server last.
 */
#include "tests/lib/scene.h"

static const struct {
	size_t rows, columns;
} sizes[] = { { 5, 20 }, { 10, 40 }, { 24, 80 }, { 60, 200 } };

#define GAP "                                        " /* 40 */

/* Nobody has said anything elsewhere. */
static const char *const quiet[] = {
	"[1:#delivery]  ##:##",
	"[1:#delivery] 2 members     javad  ##:##",
	"[1:#delivery] 2 members"
	"                                      javad at ./s  ##:##",
	"[1:#delivery] 2 members" GAP GAP GAP
	"                                      javad at ./s  ##:##",
};

/* Somebody has, once to us alone, and once in a group. */
static const char *const news[] = {
	"[1:#delivery] 5! +1",
	"[1:#delivery] 5:sara(1!) 3:#dev(1)",
	"[1:#delivery] 2 members 5:sara(1!) 3:#dev(1)"
	"                 javad at ./s  ##:##",
	"[1:#delivery] 2 members 5:sara(1!) 3:#dev(1)" GAP GAP GAP
	"                 javad at ./s  ##:##",
};

/* The group has mentioned us, and there is talk in a third view. */
static const char *const urgent[] = {
	"[1:#delivery] 3! +2",
	"[1:#delivery] 3:#dev(2!) 5:sara(1!) +1",
	"[1:#delivery] 2 members 3:#dev(2!) 5:sara(1!) 4:#news(1)"
	"     javad at ./s  ##:##",
	"[1:#delivery] 2 members 3:#dev(2!) 5:sara(1!) 4:#news(1)" GAP GAP GAP
	"     javad at ./s  ##:##",
};

/* And we have scrolled back. */
static const char *const back[] = {
	"[1] 3! +2    -- more",
	"[1:#delivery] 3:#dev(2!) +2      -- more",
	"[1:#delivery] 2 members 3:#dev(2!) 5:sara(1!) 4:#news(1)"
	"    -- more below  ##:##",
	"[1:#delivery] 2 members 3:#dev(2!) 5:sara(1!) 4:#news(1)" GAP GAP
	"                              -- more below  javad at ./s  ##:##",
};

static const char *const below[] = {
	"[1:#de>] 3! +2  -- 3",
	"[1:#delivery] 3:#dev(2!) +2  -- 3  ##:##",
	"[1:#delivery] 2 members 3:#dev(2!) 5:sara(1!) 4:#news(1)"
	"  -- 3 more below  ##:##",
	"[1:#delivery] 2 members 3:#dev(2!) 5:sara(1!) 4:#news(1)" GAP GAP
	"                            -- 3 more below  javad at ./s  ##:##",
};

static void
shows(struct pty *pty, const char *const rows[COUNT(sizes)], const char *what)
{
	for (size_t i = 0; i < COUNT(sizes); i++) {
		pty_resize_to(pty, sizes[i].rows, sizes[i].columns);
		pty_expect_row(pty, sizes[i].rows - 2, rows[i]);
		PASS("%s, %zu columns", what, sizes[i].columns);
	}
}

int
main(void)
{
	struct server *server = scene_start();
	struct pty *pty = PTY_WINDOW(
	    SCENE, 24, 80, "-n", "javad", "delivery", "ops", "dev", "news");

	pty_expect_row(pty, 23, "[#delivery]");
	pty_type(pty, "\0330");
	pty_expect_has(pty, "-- nobody else is in #news");
	struct conn *sara = conn_member(server, "sara", "delivery");
	conn_say(sara, "join dev");
	conn_say(sara, "join news");
	conn_wait_for(sara, "join * news sara");
	pty_type(pty, "\0331");
	shows(pty, quiet, "quiet");
	conn_say(sara, "tell javad psst");
	conn_say(sara, "send dev one");
	shows(pty, news, "news");
	conn_say(sara, "send dev javad: two");
	conn_say(sara, "send news three");
	shows(pty, urgent, "urgent");
	for (size_t i = 0; i < 100; i++)
		conn_say(sara, "send delivery %zu", i);
	pty_expect_has(pty, "sara: 99");
	pty_type(pty, "\033[5~");
	shows(pty, back, "scrolled back");
	for (size_t i = 0; i < 3; i++)
		conn_say(sara, "send delivery %zu", i);
	shows(pty, below, "and more below");
	scene_leave(pty);
	conn_close(sara);
	server_stop(server);
	return tap_done();
}
