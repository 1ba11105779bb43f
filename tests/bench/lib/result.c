/* One measurement as a line of text: see result.h. */
#include "result.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/die.h"
#include "shared/str.h"

static const char *const kinds[KINDS] = {
	[KIND_TALK] = "talk",
	[KIND_IDLE] = "idle",
	[KIND_LOCAL] = "local",
	[KIND_CONNECT] = "connect",
	[KIND_CHURN] = "churn",
	[KIND_ASKED] = "asked",
	[KIND_UPGRADE] = "upgrade",
};

static const char *const metrics[METRICS] = {
	[DELIVERIES] = "deliveries_per_second",
	[CPU] = "cpu_seconds_per_million",
	[P50] = "p50_us",
	[P99] = "p99_us",
	[PSS] = "pss_kib_per_idle_worker",
	[MEMORY] = "memory_kib_per_idle_client",
	[OWN] = "own_kib_per_idle_client",
	[TABLES] = "page_tables_kib_per_idle_client",
	[STACKS] = "kernel_stacks_kib_per_idle_client",
	[SLAB] = "slab_kib_per_idle_client",
	[REST] = "rest_kib_per_idle_client",
	[CONNECTS] = "connects_per_second",
	[CPU_PARENT] = "parent_cpu_us_per_connect",
	[CPU_WORKER] = "worker_cpu_us_per_connect",
	[LONGEST] = "longest_answer_ms",
	[STILL] = "still_ms",
	[WHOLE] = "whole_upgrade_ms",
};

const char *
result_metric(enum metric metric)
{
	return metrics[metric];
}

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

static bool
parse_kind(struct str word, enum kind *kind)
{
	for (*kind = 0; *kind < KINDS; (*kind)++)
		if (str_eq(word, str_from(kinds[*kind])))
			return true;
	return false;
}

static bool
parse_load(struct str *rest, struct load *load)
{
	size_t *fields[] = { &load->receivers, &load->groups, &load->idle,
		&load->window, &load->bytes, &load->rate, &load->room };

	if (!parse_kind(str_word(rest), &load->kind))
		return false;
	for (size_t i = 0; i < COUNT(fields); i++) {
		uint64_t number;
		if (!str_to_number(str_word(rest), SIZE_MAX, &number))
			return false;
		*fields[i] = (size_t)number;
	}
	return true;
}

bool
result_parse(struct result *result, const char *line)
{
	struct str rest = str_from(line);
	const struct str server = str_word(&rest);

	*result = (struct result) { 0 };
	if (server.len >= RESULT_SERVER || rest.at == NULL ||
	    !parse_load(&rest, &result->load) || rest.at == NULL)
		return false;
	memcpy(result->server, server.at, server.len);
	for (size_t i = 0; i < METRICS; i++) {
		char *end;
		result->value[i] = strtod(rest.at, &end);
		if (end == rest.at)
			return false;
		rest.at = end;
	}
	return true;
}

bool
result_same_load(const struct load *a, const struct load *b)
{
	return a->kind == b->kind && a->receivers == b->receivers &&
	    a->groups == b->groups && a->idle == b->idle &&
	    a->window == b->window && a->bytes == b->bytes &&
	    a->rate == b->rate && a->room == b->room;
}
