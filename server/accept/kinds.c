/* The kinds of children: see kinds.h. */
#include "accept/kinds.h"

#include "helpers/keeper.h"
#include "helpers/responder.h"
#include "shared/grammar.h"
#include "worker/worker.h"

/* They touch far less memory than they may have: a worker 340 KiB. */
static const struct kind kinds[] = {
	[KINDS_WORKER] = { .name = "worker",
	    .main = worker_main,
	    .says = KIND_CLIENT,
	    .calls = CALL_SHUTDOWN | CALL_CLOSE, /* to say it has hung up */
	    .memory = 64,
	    .serves_client = true },
	[KINDS_RESPONDER] = { .name = "responder",
	    .main = responder_main,
	    .says = KIND_RESPONDER,
	    .calls = CALL_RECEIVE | CALL_SEND,
	    .memory = 64,
	    .again = 100 * MSEC },
	[KINDS_KEEPER] = { .name = "keeper",
	    .main = keeper_main,
	    .says = KIND_KEEPER,
	    .calls = CALL_FILES | CALL_RANDOM,
	    .memory = 64,
	    .again = 100 * MSEC },
};

const struct kind *
kinds_get(enum kinds which)
{
	return &kinds[which];
}

const struct kind *
kinds_of(unsigned says)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].says == says)
			return &kinds[i];
	return &kinds[KINDS_WORKER];
}
