/* One client of the chaos: see actor.h. */
#include "actor.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "shared/io.h"
#include "tests/lib/must.h"

static void
learn_port(struct actor *actor)
{
	struct addr own = { .len = sizeof(own.to) };
	struct sockaddr_in in;

	MUST(getsockname(actor->fd, &own.to.any, &own.len) == 0, "getsockname");
	memcpy(&in, &own.to, sizeof(in));
	actor->port = ntohs(in.sin_port);
}

void
actor_enter(struct actor *actor, const struct addr *server)
{
	char name[SAYING_NAME];

	actor->fd = socket(server->to.any.sa_family, SOCK_STREAM, 0);
	MUST(actor->fd != -1 &&
		connect(actor->fd, &server->to.any, server->len) == 0 &&
		io_prepare(actor->fd),
	    "cannot connect: %s", strerror(errno));
	learn_port(actor);
	actor->self = (struct speaker) { checker_born(), 0 };
	actor->number = 0;
	actor->groups = 0;
	actor->deaf_until = 0;
	actor->halfway = actor->leaving = actor->finishing = false;
	buf_init(&actor->in, actor->in_data, sizeof(actor->in_data));
	buf_init(&actor->out, actor->out_data, sizeof(actor->out_data));
	(void)ACTOR_SAY(actor, ((struct command) { .ask = ASK_NAME }),
	    saying_name(actor->self, name));
}

bool
actor_say(struct actor *actor, struct command command, const struct str *words,
    size_t count)
{
	if (actor->fd == -1 || actor->leaving ||
	    !buf_say(&actor->out, words, count))
		return false;
	checker_asks(actor->self.life, command);
	return true;
}

void
actor_half_ping(struct actor *actor)
{
	actor->halfway = BUF_CAT(&actor->out, STR("pi"));
}

void
actor_ping(struct actor *actor)
{
	const struct command command = { .ask = ASK_PING,
		.number = ++actor->number };
	const struct str verb = actor->halfway ? STR("ng") : STR("ping");
	char digits[STR_DIGITS];

	if (ACTOR_SAY(actor, command, verb, str_number(command.number, digits)))
		actor->halfway = false;
}

void
actor_send(struct actor *actor)
{
	const struct str waiting = buf_str(&actor->out);
	const ssize_t count =
	    waiting.len > 0 ? io_write(actor->fd, waiting.at, waiting.len) : 0;

	/* A client that cannot send any more reads the reason. */
	if (count == IO_FAIL)
		buf_drop(&actor->out, waiting.len);
	if (count > 0)
		buf_drop(&actor->out, (size_t)count);
	if (!actor->finishing || buf_len(&actor->out) > 0)
		return;
	actor->finishing = false;
	(void)shutdown(actor->fd, SHUT_WR); /* it may have ended */
}

static void
hear_lines(struct actor *actor)
{
	struct str line;
	enum line_found found;

	while ((found = buf_line(&actor->in, &line)) == LINE_WHOLE) {
		checker_hears(actor->self.life, line);
		buf_drop_line(&actor->in, line);
	}
	MUST(found == LINE_NONE, "the server sent too long a line");
}

bool
actor_receive(struct actor *actor)
{
	char *room;
	const size_t size = buf_room(&actor->in, &room);
	const ssize_t count = io_read(actor->fd, room, size);

	if (count == IO_AGAIN)
		return false;
	if (count > 0) {
		buf_filled(&actor->in, (size_t)count);
		hear_lines(actor);
		return true;
	}
	checker_ends(actor->self.life, buf_len(&actor->in) == 0);
	io_close(&actor->fd);
	return true;
}

void
actor_close(struct actor *actor)
{
	checker_leaves(actor->self.life);
	io_close(&actor->fd);
}

void
actor_reset(struct actor *actor)
{
	const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

	MUST(setsockopt(actor->fd, SOL_SOCKET, SO_LINGER, &at_once,
		 sizeof(at_once)) == 0,
	    "setsockopt: %s", strerror(errno));
	actor_close(actor);
}
