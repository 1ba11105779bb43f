/*
 * In the place of server/worker/conn/front.c: one more front, for a client that
 * makes its worker do what it likes. It says
 *	probe NAME ARGUMENT
 * with the name of one of attempts.def. If the worker lives to answer, it is by
 * "probe NAME done" or "probe NAME refused", and what goes wrong. With "free"
 * for "probe" a descriptor is closed before, for one has no more than four.
 */
#include "server/worker/conn/front.h"
#include "server/worker/conn/conn.h"

#include <errno.h>
#include <unistd.h>

#include "attempts.h"
#include "server/process/sandbox/sandbox.h"
#include "shared/io.h"

static void
answer(struct str name, struct str how)
{
	char room[256];
	struct buf line;

	buf_init(&line, room, sizeof(room));
	(void)BUF_SAY(&line, STR("probe"), name, how); /* it fits */
	(void)io_write(CHILD_SOCKET, room, buf_len(&line));
}

static void
probe(struct str line)
{
	char argument[256] = "";
	const struct str first = str_word(&line);
	const struct str name = str_word(&line);
	long result;

	if (line.len > 0 && line.len < sizeof(argument))
		memcpy(argument, line.at, line.len);
	if (str_eq(first, STR("free")))
		(void)close(CHILD_BELL); /* then the next has its number */
	if (!attempts_make(name, argument, &result))
		answer(name, STR("is not known"));
	else if (result >= 0)
		answer(name, STR("done"));
	else
		answer(name, str_from(strerror(errno)));
}

static enum claim
probe_claims(const struct conn *conn, enum front_why why)
{
	const struct str said = buf_str(&conn->in);
	const bool ours = said.len > 6 &&
	    memchr(said.at, '\n', said.len) != NULL &&
	    (memcmp(said.at, "probe ", 6) == 0 ||
		memcmp(said.at, "free ", 5) == 0);

	(void)why;
	return ours ? CLAIM_YES : CLAIM_NO;
}

static void
probe_input(struct conn *conn, enum front_why why)
{
	struct str line;

	(void)why;
	while (buf_line(&conn->in, &line) == LINE_WHOLE) {
		probe(line);
		buf_drop_line(&conn->in, line);
	}
}

static const struct front front_probe = { .claims = probe_claims,
	.input = probe_input };

const struct front *
front_choose(const struct conn *conn, enum front_why why)
{
	static const struct front *const fronts[] = { &front_probe, &front_line,
		&front_chunk };

	for (size_t i = 0; i < COUNT(fronts); i++) {
		const enum claim claim = fronts[i]->claims(conn, why);
		if (claim != CLAIM_NO)
			return claim == CLAIM_YES ? fronts[i] : NULL;
	}
	return NULL;
}

const struct front *
front_of(enum service service)
{
	(void)service;
	return NULL;
}
