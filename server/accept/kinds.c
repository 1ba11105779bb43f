/* The kinds of children: see kinds.h. */
#include "accept/kinds.h"

#include "accept/keeper_supervisor.h"
#include "accept/responder_supervisor.h"
#include "helpers/keeper.h"
#include "helpers/responder.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "worker/worker.h"

/* A row that is short of a column does not compile. */
#define KIND(name, main, says, calls, memory, parent)       \
	{                                                   \
		{ name, main, says, calls, memory }, parent \
	}

/*
 * They touch far less memory than they may have: a worker 340 KiB. A worker
 * calls shutdown to say that it has hung up.
 */
static const struct child_kind kinds[] = {
	KIND("worker", worker_main, KIND_CLIENT, CALL_SHUTDOWN | CALL_CLOSE, 64,
	    NULL),
	KIND("responder", responder_main, KIND_RESPONDER,
	    CALL_RECEIVE | CALL_SEND, 64, &responder_supervisor),
	KIND("keeper", keeper_main, KIND_KEEPER, CALL_FILES | CALL_RANDOM, 64,
	    &keeper_supervisor),
};

enum { WORKER, FIRST_HELPER };

const struct kind *
kinds_of(unsigned says)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (kinds[i].child.says == says)
			return &kinds[i].child;
	return &kinds[WORKER].child;
}

const struct child_kind *
kinds_helper(size_t number)
{
	number += FIRST_HELPER;
	return number < COUNT(kinds) ? &kinds[number] : NULL;
}
