package io.github.circleauth.sandbox;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox with an OpenAPI document. */
abstract class DocumentedApiTestBase {

    static final String DOCUMENT = """
            openapi: 3.0.1
            info: {title: A document of the tests, version: v1}
            servers:
              - url: "https://{host}"
            paths:
              /api/headless/v1/home:
                get: {responses: {200: {description: Home, content: {application/json: {example: {from: document}}}}}}
              /api/headless/v1/spaces/home:
                get: {responses: {200: {description: Home, content: {application/json: {example: {id: 0, name: Home}}}}}}
              /api/headless/v1/spaces/{space_id}:
                get: {responses: {200: {description: Space, content: {application/json: {example: {from: document}}}}}}
                patch: {responses: {200: {description: Space, content: {application/json: {example: {patched: true}}}}}}
              /api/headless/v1/chat_threads/{uuid}:
                get: {responses: {200: {description: One, content: {application/json: {example: {one: true}}}}}}
              /api/headless/v1/chat_threads/unread:
                get: {responses: {200: {description: Unread, content: {application/json: {example: {unread: []}}}}}}
              /api/headless/v1/files/{name}.{extension}:
                get: {responses: {200: {description: File, content: {text/plain: {example: "A text"}}}}}
              /api/headless/v1/bookmarks:
                post:
                  responses:
                    '401': {description: No}
                    '201':
                      $ref: '#/components/responses/bookmark'
              /api/headless/v1/bookmarks/{id}:
                delete: {responses: {'204': {description: Gone}, '404': {description: Not found}}}
              /api/headless/v1/topics:
                get: {responses: {2XX: {description: Topics, content: {application/vnd.api+json: {schema: {$ref: '#/components/schemas/topic'}}}}}}
              /api/headless/v1/nothing:
                put: {responses: {default: {description: Whatever}}}
              /api/v1/headless/invitations:
                post: {responses: {200: {description: Of the application, content: {application/json: {example: {invited: 1}}}}}}
            components:
              responses:
                bookmark:
                  description: Created
                  content:
                    application/json:
                      examples:
                        elsewhere: {externalValue: 'https://example.com'}
                        here: {$ref: '#/components/examples/bookmark'}
              examples:
                bookmark: {value: {id: 12, bookmark_type: post}}
              schemas:
                topic:
                  type: object
                  properties:
                    id: {type: integer, minimum: 7}
                    name: {type: string, maxLength: 3}
                    kind: {type: string, enum: [open, closed]}
                    created_at: {type: string, format: date-time}
                    email: {type: string, format: email, nullable: true}
                    share: {type: number, maximum: 0.5}
                    pinned: {type: boolean}
                    secret: {type: string, writeOnly: true}
                    parent: {$ref: '#/components/schemas/topic'}
                    children: {type: array, items: {$ref: '#/components/schemas/topic'}}
                    author: {allOf: [{$ref: '#/components/schemas/person'}, {type: object, properties: {role: {example: admin}}}]}
                    owner: {oneOf: [{type: 'null'}, {$ref: '#/components/schemas/person'}]}
                    tags: {type: array, minItems: 2, items: {type: [string, 'null'], minLength: 6}}
                    more: {}
                person:
                  type: object
                  properties: {name: {type: string, default: Ada}}
            """;

    @TempDir
    Path folder;

    InProcessClient client(String document) throws Exception {
        Path file = Files.writeString(folder.resolve("api.yaml"), document);
        return new InProcessClient(CommandLineOptions.parse(List.of("--openapi", file.toString()))
                .circle()
                .build());
    }

    static SandboxResponse send(InProcessClient client, String method, String path) {
        return client.memberRequest(method, path, client.access("ada@example.com"), "{}");
    }
}
