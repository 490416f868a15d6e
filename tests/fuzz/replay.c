/* Stands in for libFuzzer: gives each file named on the command line to the target once, so that the corpus of
 * every target is replayed in each test run, with any compiler. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An exact copy on the heap: reading one byte too far is then seen by the sanitizers. */
static int replay(const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0) {
		perror(path);
		exit(1);
	}
	long size = ftell(f);
	rewind(f);
	uint8_t *data = malloc(size > 0 ? (size_t)size : 1);
	if (size < 0 || data == NULL || fread(data, 1, (size_t)size, f) != (size_t)size) {
		perror(path);
		exit(1);
	}
	fclose(f);
	int result = LLVMFuzzerTestOneInput(data, (size_t)size);
	free(data);
	return result;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	return 0;
}
