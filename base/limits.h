/* Every ceiling in one place. No input can lift one of these. */
#ifndef BASE_LIMITS_H
#define BASE_LIMITS_H

#define LIMIT_ERROR_TEXT     2048u        /* bytes of one error text, NUL included */
#define LIMIT_ARENA          (4ull << 30) /* bytes of one arena */
#define LIMIT_FILE           (512u << 20) /* bytes of one input file, as stored */
#define LIMIT_PACKED         (64u << 20)  /* bytes of one compressed object */
#define LIMIT_TEXT           (512u << 20) /* bytes of one object after inflating */
#define LIMIT_JSON_DEPTH     128          /* nesting of JSON documents */
#define LIMIT_YAML_DEPTH     32           /* nesting of the engagement file */
#define LIMIT_YAML_FILE      (16u << 20)  /* bytes of the engagement file */
#define LIMIT_XML_TEXT       (64u << 20)  /* bytes of one XML document */
#define LIMIT_XPATH_OPS      50000000ul   /* XPath operations of one render */
#define LIMIT_OUTSIDE_STRING (64u << 10)  /* bytes of one string from outside after cleaning */
#define LIMIT_INCLUDE_DEPTH  8            /* nested template includes */
#define LIMIT_WALK_DEPTH     64           /* nested folders of an input tree */
#define LIMIT_ERRORS         1000         /* errors of one engagement file that are listed */
#define LIMIT_THREADS        64

#endif
