/* The kinds of children: see kinds.h. */
#include "accept/kinds.h"

#include "helpers/responder.h"
#include "shared/grammar.h"
#include "worker/worker.h"

/* It touches far less memory than it may have: its buffers are 340 KiB. */
const struct kind kind_worker = { .name = "worker",
	.main = worker_main,
	.says = KIND_CLIENT,
	.calls = CALL_SHUTDOWN | CALL_CLOSE, /* close: to say it has hung up */
	.memory = 64,
	.serves_client = true };

const struct kind kind_responder = { .name = "responder",
	.main = responder_main,
	.says = KIND_RESPONDER,
	.calls = CALL_RECEIVE | CALL_SEND,
	.memory = 64,
	.again = 100 * MSEC };
