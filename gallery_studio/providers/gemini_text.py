"""Asks Gemini models of words, with a JSON schema where one is wanted.

`GeminiProvider.write` calls it through the same client, with the same tries, limits and errors as
pictures. The body of the answer is read in `gemini_answer`.

Source: ai.google.dev/gemini-api/docs/structured-output.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from google import genai
    from google.genai import types

    from gallery_studio.providers.text_port import TextRequest


async def ask_words(request: TextRequest, client: genai.Client) -> str:
    """Return the body of the answer, unread (see `gemini_answer.read_words`)."""
    from google.genai import types

    content = types.Content(role="user", parts=[types.Part(text=request.prompt)])
    response = await client.aio.models.generate_content(
        model=request.model, contents=[content], config=_config(request)
    )
    http = response.sdk_http_response
    return (http.body if http else None) or ""


def _config(request: TextRequest) -> types.GenerateContentConfig:
    """Return the settings of one call. Made anew each time: the library writes into them."""
    from google.genai import types

    has_schema = bool(request.schema)
    return types.GenerateContentConfig(
        system_instruction=request.instruction or None,
        response_mime_type="application/json" if has_schema else None,
        response_json_schema=dict(request.schema) if has_schema else None,
        temperature=request.temperature,
        seed=request.seed,
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        automatic_continuation=False,
        should_return_http_response=True,
    )
