/* One measurement as a line of text: see result.h. */
#include "result.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "shared/die.h"

static const char *const kinds[KINDS] = {
	[KIND_TALK] = "talk",
	[KIND_IDLE] = "idle",
	[KIND_LOCAL] = "local",
	[KIND_CONNECT] = "connect",
	[KIND_CHURN] = "churn",
	[KIND_CALM] = "calm",
	[KIND_FLOOD] = "flood",
	[KIND_FREE] = "free",
	[KIND_PUTS] = "puts",
	[KIND_ASKED] = "asked",
	[KIND_UPGRADE] = "upgrade",
};

const char *
result_kind(enum kind kind)
{
	return kinds[kind];
}

void
result_init(struct result *result, const char *server)
{
	if (server[0] == '\0' || strcspn(server, " \n") >= RESULT_SERVER ||
	    server[strcspn(server, " \n")] != '\0')
		die(EX_USAGE, "'%s' is not a word of at most %d bytes", server,
		    RESULT_SERVER - 1);
	*result = (struct result) { 0 };
	(void)snprintf(result->server, RESULT_SERVER, "%s", server);
	for (size_t i = 0; i < METRICS; i++)
		result->value[i] = NAN;
}

void
result_print(const struct result *result)
{
	const struct load *load = &result->load;

	(void)printf("%s %s %zu %zu %zu %zu %zu %zu %zu", result->server,
	    kinds[load->kind], load->receivers, load->groups, load->idle,
	    load->window, load->bytes, load->rate, load->room);
	for (size_t i = 0; i < METRICS; i++)
		(void)printf(" %g", result->value[i]);
	(void)printf("\n");
	if (fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot print what was measured");
}
