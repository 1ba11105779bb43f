/*
 * A remote procedure call, with its four parts: the caller calls power() as if
 * it were here; the stub marshals the arguments into bytes of a fixed order,
 * sends them, and waits; the skeleton, in another process, unmarshals them and
 * calls the real one; the result goes back the same way.
 */
#include <arpa/inet.h>
#include <stdint.h>
#include <sys/socket.h>

#include "lab.h"

static int line; /* to the other process */

/* --- The server: the procedure, and its skeleton ----------------------- */

static uint32_t
real_power(uint32_t base, uint32_t exponent)
{
	return exponent == 0 ? 1 : base * real_power(base, exponent - 1);
}

static void
skeleton(int fd)
{
	uint32_t numbers[2], result;

	while (read(fd, numbers, sizeof(numbers)) == sizeof(numbers)) {
		say("server: a call with %u bytes", (unsigned)sizeof(numbers));
		result =
		    htonl(real_power(ntohl(numbers[0]), ntohl(numbers[1])));
		must("write", write(fd, &result, sizeof(result)));
	}
	_exit(0);
}

/* --- The client: the stub, which looks like the procedure -------------- */

/* If there is no result: has the call been carried out, or not? */
static uint32_t
power(uint32_t base, uint32_t exponent)
{
	const uint32_t numbers[] = { htonl(base), htonl(exponent) };
	uint32_t result;

	must("write", write(line, numbers, sizeof(numbers)));
	must("a result: read",
	    read(line, &result, sizeof(result)) == sizeof(result) ? 0 : -1);
	return ntohl(result);
}

int
main(void)
{
	int ends[2];

	must("socketpair", socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
	const pid_t child = must_fork();
	if (child == 0)
		skeleton(close(ends[0]) == 0 ? ends[1] : -1);
	must("close", close(ends[1]));
	line = ends[0];
	expect(power(2, 10) == 1024, "power(2, 10), in another process");
	expect(power(3, 4) == 81, "power(3, 4)");
	must("close", close(line));
	expect(status_of(child) == 0, "the server ends with its client");
	return 0;
}
