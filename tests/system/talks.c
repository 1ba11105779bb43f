/* A dialogue, which tests/lib/talks.h describes: talks FILE. */
#include "tests/lib/talks.h"

int
main(int argc, char *argv[])
{
	return talks_main(argc, argv);
}
