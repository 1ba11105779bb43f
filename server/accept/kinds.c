/* The kinds of children: see kinds.h. */
#include "accept/kinds.h"

#include "accept/journal_supervisor.h"
#include "accept/keeper_supervisor.h"
#include "accept/responder_supervisor.h"
#include "helpers/journal/journal.h"
#include "helpers/keeper/keeper.h"
#include "helpers/responder.h"
#include "shared/grammar.h"
#include "shared/str.h"
#include "worker/worker.h"

/*
 * The address space limit of a child, in MiB. Children touch far less: a worker
 * 340 KiB.
 */
#define MEMORY 64

/* The keeper maps what the largest store may need, and touches what it needs.
 */
#define KEEPER_MEMORY 160

/*
 * The journal maps what it may need for a history of any size, and touches what
 * it needs.
 */
#define JOURNAL_MEMORY 64

/*
 * The keeper has two files, and its lock; the journal has those that it writes
 * to, and a few more.
 */
#define KEEPER_FILES 3
#define JOURNAL_FILES 1010

const struct kind worker_kind = {
	.name = "worker",
	.main = worker_main,
	.says = KIND_CLIENT,
	.calls =
	    CALL_SHUTDOWN | CALL_CLOSE, /* shutdown to end its connection, close
					   to tell the router of a hang-up */
	.memory = MEMORY,
};

/* The row of a helper. A row that lacks a column does not compile. */
#define HELPER(name, says, calls, memory, files)                    \
	{                                                           \
		{ #name, name##_main, says, calls, memory, files }, \
		    &name##_supervisor                              \
	}

const struct child_kind helper_kinds[] = {
	HELPER(responder, KIND_RESPONDER, CALL_RECEIVE | CALL_SEND, MEMORY, 0),
	HELPER(keeper, KIND_KEEPER, CALL_FILES | CALL_RANDOM, KEEPER_MEMORY,
	    KEEPER_FILES),
	HELPER(journal, KIND_JOURNAL, CALL_FILES | CALL_DIRECTORIES,
	    JOURNAL_MEMORY, JOURNAL_FILES),
};
const size_t helper_kinds_count = COUNT(helper_kinds);

const struct kind *
kinds_find(unsigned says)
{
	for (size_t i = 0; i < COUNT(helper_kinds); i++)
		if (helper_kinds[i].child.says == says)
			return &helper_kinds[i].child;
	return &worker_kind;
}
