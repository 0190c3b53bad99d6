using Microsoft.AspNetCore.Mvc;

namespace Bot.Host.Access;

/// <summary>Errors as RFC 9457 problem details, each with a stable code.</summary>
public static class Problems
{
    public static IResult Of(int status, string code, string detail) =>
        Results.Problem(detail, statusCode: status, extensions: new Dictionary<string, object?> { ["code"] = code });

    public static IResult NotFound(string code, string detail) => Of(StatusCodes.Status404NotFound, code, detail);

    public static IResult BadRequest(string code, string detail) => Of(StatusCodes.Status400BadRequest, code, detail);

    /// <summary>What the framework refuses before any handler of ours sees it gets its code here: malformed JSON, an unknown path, a wrong method or content type.</summary>
    public static void Complete(ProblemDetails problem)
    {
        if (problem.Extensions.ContainsKey("code"))
        {
            return;
        }

        (var code, problem.Detail) = problem.Status switch
        {
            StatusCodes.Status400BadRequest => ("request_malformed", "请求的格式不对：不是有效的 JSON，或字段的类型不对"),
            StatusCodes.Status404NotFound => ("not_found", "没有这个地址"),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", "这个地址不能这样用"),
            StatusCodes.Status413PayloadTooLarge => ("body_too_large", "内容太大"),
            StatusCodes.Status415UnsupportedMediaType => ("content_type_refused", "内容要用 application/json 发"),
            _ => ($"status_{problem.Status}", problem.Detail),
        };
        problem.Extensions["code"] = code;
    }
}
